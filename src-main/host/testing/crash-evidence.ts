import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Event, EventOf, EventType } from '#shared/events.ts';
import { unwrap } from '#shared/faults.ts';
import type { Attempt } from '#shared/model/attempt.ts';
import type { Capsule } from '#shared/model/capsule.ts';
import type { Document } from '#shared/model/document.ts';
import type { Project } from '#shared/model/project.ts';
import type { Task } from '#shared/model/task.ts';
import { attemptsInRun } from '../../engine/attempt-reads.ts';
import { createSlices } from '../../engine/slices.ts';
import { verifyCapsule } from '../../slices/capsules/verify.ts';
import { createBlobs } from '../../store/blobs.ts';
import type { Db } from '../../store/database.ts';
import { createJournal } from '../../store/journal.ts';
import { hashFile, sha256 } from '../../workspace/files.ts';
import { listTree, readBlobs } from '../../workspace/git-trees.ts';
import { homePaths } from '../home.ts';

const run = promisify(execFile);

/** Git as a person would call it. Throws when it fails. */
async function git(root: string, ...args: string[]): Promise<string[]> {
  const { stdout } = await run('git', ['-C', root, ...args], { maxBuffer: 64 << 20 });
  return stdout.split('\n').filter((line) => line !== '');
}

/** What is wrong with the record of the runs: the journal and the rows. Empty when nothing is. */
export function findWrongRecords(db: Db, documents: number): string[] {
  const { read } = createSlices(db);
  const events = createJournal(db)
    .after(0, 1_000_000)
    .map(({ event }) => event);
  const wrong: string[] = [];
  const expect = (holds: boolean, what: string) => {
    if (!holds) wrong.push(what);
  };
  for (const run of read.runs.list()) {
    expect(run.state === 'finished', `${run.title} is ${run.state}`);
    expect(read.intake.documentsOf(run.id).length === documents, `${run.title} lost a document`);
    expect(
      ended(events, 'run.ended', ({ runId }) => runId === run.id) === 1,
      `${run.title} ended more than once`,
    );
    const capsules = ended(events, 'capsule.packed', ({ runId }) => runId === run.id);
    expect(capsules === 1, `${run.title} has ${capsules} capsules`);
    const plan = read.planning.planOf(run.id);
    const tasks = plan ? read.planning.tasksOf(plan.id) : [];
    expect(tasks.length > 0 && tasks.length === plan?.counts.total, `${run.title} lost tasks`);
    for (const task of tasks) {
      const name = `${run.title} ${task.key}`;
      expect(task.state === 'done', `${name} is ${task.state}`);
      const finished = ended(events, 'task.finished', ({ taskId }) => taskId === task.id);
      expect(finished === 1, `${name} finished ${finished} times`);
      const merged = ended(events, 'attempt.merged', ({ taskId }) => taskId === task.id);
      expect(merged === (task.kind === 'milestone' ? 0 : 1), `${name} was merged ${merged} times`);
    }
  }
  const outbox = db.prepare('SELECT kind, subject, state FROM outbox').all() as Left[];
  const left = outbox.filter(({ kind, state }) => kind !== 'workspace.sweep' || state !== DELAYED);
  expect(left.length === 0, `left in the outbox: ${JSON.stringify(left)}`);
  const sweeps = outbox.filter(({ kind }) => kind === 'workspace.sweep').map(({ subject }) => subject);
  for (const run of read.runs.list()) {
    for (const { id, state } of attemptsInRun(read, run.id)) {
      const due = sweeps.filter((subject) => subject === id).length;
      const wanted = state === 'merged' ? 1 : 0;
      expect(due === wanted, `the worktree of ${id} (${state}) will be cleared away ${due} times`);
    }
  }
  return wrong;
}

type Left = { kind: string; subject: string; state: number };
const DELAYED = 2;

function ended<T extends EventType>(events: Event[], type: T, fits: (event: EventOf<T>) => boolean): number {
  return events.filter((event) => event.type === type && fits(event as EventOf<T>)).length;
}

/** What is wrong with the workspace of a run that finished: repository, history, files, leftovers. */
export async function findWrongInWorkspace(db: Db, runId: string, templateDir: string): Promise<string[]> {
  const { read } = createSlices(db);
  const project = read.projects.get(read.runs.get(runId)?.projectId ?? '');
  const plan = read.planning.planOf(runId);
  if (!project || !plan) return [`${runId} has no plan`];
  const { root } = project;
  const capsule = read.capsules.capsuleOf(runId);
  if (!capsule) return [`${runId} has no capsule`];
  const merged = attemptsInRun(read, runId).filter(({ state }) => state === 'merged');
  const works = merged.map((attempt) => {
    const task = read.planning.task(attempt.taskId);
    if (!task) throw new Error(`${attempt.id} has no task`);
    return { attempt, task };
  });
  const wrong = [
    ...(await findWrongInRepository(project, works)),
    ...(await findWrongInHistory(root, works, mergesOf(db, runId), capsule)),
    ...(await findWrongFiles(root, works, capsule, templateDir)),
    ...(await findWrongRecord(root, capsule, read.intake.documentsOf(runId))),
  ];
  return wrong.map((what) => `${root}: ${what}`);
}

function mergesOf(db: Db, runId: string): Map<string, string> {
  const events = createJournal(db).after(0, 1_000_000);
  return new Map(
    events.flatMap(({ event }): [string, string][] =>
      event.type === 'attempt.merged' && event.runId === runId ? [[event.attemptId, event.commit]] : [],
    ),
  );
}

/** Besides the user's own, there are only the worktrees and branches of merged work, which are kept for a while. */
async function findWrongInRepository({ root }: Project, works: Work[]): Promise<string[]> {
  const isKept = (name: string) => works.some(({ attempt }) => name.endsWith(`/${attempt.id}`));
  const wrong: string[] = [];
  await git(root, 'fsck', '--full', '--strict', '--no-dangling').catch((error: unknown) =>
    wrong.push(`git fsck: ${error}`),
  );
  const status = await git(root, 'status', '--porcelain', '--untracked-files=all');
  wrong.push(...status.map((line) => `git status: ${line}`));
  const worktrees = await git(root, 'worktree', 'list');
  const strange = worktrees.slice(1).filter((line) => !isKept(line.split(' ')[0] ?? ''));
  wrong.push(...strange.map((line) => `a worktree is left: ${line}`));
  const refs = await git(root, 'for-each-ref', '--format=%(refname)');
  const left = refs.filter(
    (ref) => ref !== 'refs/heads/main' && !ref.startsWith('refs/orchestrator/snapshots/') && !isKept(ref),
  );
  wrong.push(...left.map((ref) => `${ref} is left`));
  const files = filesBelow(root).filter((path) =>
    /\.lock$|orchestrator-index-|\.orchestrator-.*\.tmp$/.test(path),
  );
  wrong.push(...files.map((path) => `${path} is left`));
  const worktreeFolders = readdirSync(join(root, '.git/worktrees'), { withFileTypes: true });
  const folders = worktreeFolders.filter(({ name }) => !isKept(`/${name}`));
  wrong.push(...folders.map(({ name }) => `.git/worktrees/${name} is left`));
  return wrong;
}

type Work = { attempt: Attempt; task: Task };

/** Each attempt's commit is in exactly once, by a merge commit of its own, which is the one that the journal names. */
async function findWrongInHistory(
  root: string,
  works: Work[],
  merges: Map<string, string>,
  capsule: Capsule,
): Promise<string[]> {
  const wrong: string[] = [];
  const line = await git(root, 'log', '--first-parent', '--format=%H %P', 'main');
  const trunk = line.map((entry) => entry.split(' '));
  const begin = trunk.filter(([, ...parents]) => parents.length < 2).length;
  if (begin !== 1) wrong.push(`${begin} commits that are no merges`);
  // Every task, and the record of the run.
  const wanted = works.length + 1;
  if (trunk.length - begin !== wanted) wrong.push(`${trunk.length - begin} merges instead of ${wanted}`);
  const all = await git(root, 'log', '--format=%H', 'main');
  if (all.length !== begin + 2 * wanted) wrong.push(`${all.length} commits instead of ${begin + 2 * wanted}`);
  const records = await git(root, 'log', '--format=%(trailers:key=Orchestrator-Capsule,valueonly)', 'main');
  if (records.join() !== capsule.id) wrong.push(`records of ${records.join()} instead of ${capsule.id}`);
  const trailers = await git(root, 'log', '--format=%(trailers:key=Orchestrator-Task,valueonly)', 'main');
  for (const { attempt, task } of works) {
    const { commit } = attempt.output ?? {};
    const mergedBy = trunk.filter(([, , second]) => second === commit).map(([merge]) => merge);
    if (mergedBy.length !== 1) wrong.push(`${task.key} was merged by ${mergedBy.length} commits`);
    else if (mergedBy[0] !== merges.get(attempt.id))
      wrong.push(`${task.key} was merged by ${mergedBy[0]}, the journal says ${merges.get(attempt.id)}`);
    const mine = trailers.filter((trailer) => trailer === `${task.key} ${task.id}`).length;
    if (mine !== 1) wrong.push(`${task.key} has ${mine} commits`);
  }
  return wrong;
}

/** Every file of the integration branch is, byte for byte, what the last attempt at it has recorded, or the template's. */
async function findWrongFiles(
  root: string,
  works: Work[],
  { version }: Capsule,
  templateDir: string,
): Promise<string[]> {
  const order = await git(root, 'log', '--first-parent', '--reverse', '--format=%P', 'main');
  const merged = order.map((parents) => parents.split(' ')[1]);
  const byMerge = works.toSorted(
    (a, b) => merged.indexOf(a.attempt.output?.commit) - merged.indexOf(b.attempt.output?.commit),
  );
  const wanted = new Map<string, string>();
  for (const path of filesBelow(templateDir))
    wanted.set(path, (await hashFile(join(templateDir, path))).sha256);
  for (const { path, sha256, change } of byMerge.flatMap(({ attempt }) => attempt.output?.files ?? [])) {
    if (change === 'removed') wanted.delete(path);
    else wanted.set(path, sha256);
  }
  const tree = await listTree({ folder: root }, 'main');
  const contents = await readBlobs(
    { folder: root },
    tree.map(({ id }) => id),
  );
  const found = new Map(tree.map(({ path }, i) => [path, sha256(contents[i] ?? '')]));
  return [...new Set([...wanted.keys(), ...found.keys()])]
    .filter((path) => !RECORD.test(path) || !path.includes(version))
    .filter((path) => wanted.get(path) !== found.get(path))
    .map((path) => `${path} is ${found.get(path) ?? 'missing'}, not ${wanted.get(path) ?? 'known'}`);
}

const RECORD = /^(requirements|decisions|signals)\//;

/** Requirements, coverage, decisions, signals. */
const RECORD_PAGES = 4;

/** The documents of a run lie in the workspace as they were handed in, beside the pages about it. */
async function findWrongRecord(root: string, { version }: Capsule, documents: Document[]): Promise<string[]> {
  const tree = await git(root, 'ls-tree', '-r', '--name-only', 'main');
  const paths = tree.filter((path) => RECORD.test(path) && path.includes(version));
  const hashes = await Promise.all(paths.map(async (path) => (await hashFile(join(root, path))).sha256));
  const lost = documents
    .filter(({ sha256 }) => !hashes.includes(sha256))
    .map(({ name }) => `${name} is lost`);
  return paths.length === documents.length + RECORD_PAGES
    ? lost
    : [...lost, `the record has only ${paths.join()}`];
}

/** What is wrong in a data folder without a host: worktrees, documents, capsules. */
export async function findWrongInHome(db: Db, home: string): Promise<string[]> {
  const paths = homePaths(home);
  const { read } = createSlices(db);
  const merged = new Set(
    read.runs
      .list()
      .flatMap(({ id }) =>
        attemptsInRun(read, id).flatMap((each) => (each.state === 'merged' ? [each.id] : [])),
      ),
  );
  const wrong = readdirSync(paths.worktrees)
    .filter((name) => !merged.has(name))
    .map((name) => `worktrees/${name} is left`);
  const blobs = createBlobs(paths.blobs);
  const documents = read.runs.list().flatMap(({ id }) => read.intake.documentsOf(id));
  for (const { sha256, name, reading } of documents) {
    if (!(await blobs.get(sha256)).ok) wrong.push(`the document ${name} is damaged or lost`);
    if (reading && !(await blobs.get(reading.sha256)).ok)
      wrong.push(`the text of ${name} is damaged or lost`);
  }
  const known = new Set(documents.flatMap(({ sha256, reading }) => [sha256, reading?.sha256]));
  const strange = filesBelow(paths.blobs).filter((path) => !known.has(path.slice(path.lastIndexOf('/') + 1)));
  wrong.push(...strange.map((path) => `blobs/${path} is left`));
  const packed: string[] = [];
  for (const { id } of read.runs.list()) {
    const capsule = read.capsules.capsuleOf(id);
    if (!capsule) continue;
    packed.push(capsule.path);
    const report = unwrap(await verifyCapsule(capsule.path));
    if (!report.ok) wrong.push(`${capsule.path} does not verify: ${JSON.stringify(report)}`);
  }
  for (const project of readdirSync(paths.capsules)) {
    for (const name of readdirSync(join(paths.capsules, project))) {
      const path = join(paths.capsules, project, name);
      if (!packed.includes(path)) wrong.push(`${path} is left`);
    }
  }
  return wrong;
}

/** Paths of all files below a folder, relative to it, also of hidden ones. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

/** Processes that have to do with a folder: they work in it, or name it in their command or their environment. Linux only. */
export function processesAt(folder: string): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  return pids.flatMap((pid) => {
    const read = (name: string) => attempt(() => readFileSync(`/proc/${pid}/${name}`, 'utf8'));
    const command = read('cmdline').replaceAll('\0', ' ').trim();
    const cwd = attempt(() => readlinkSync(`/proc/${pid}/cwd`));
    const isThere = [command, cwd, read('environ')].some((text) => text.includes(folder));
    return isThere ? [`${pid} ${command} (in ${cwd})`] : [];
  });
}

/** The process may be gone by now. */
function attempt(look: () => string): string {
  try {
    return look();
  } catch {
    return '';
  }
}
