import { randomBytes } from 'node:crypto';
import { lstat, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FaultError, fault, type Result, unwrap } from '#shared/faults.ts';
import { resolveInside } from '../guard/jail.ts';
import type { Clock } from '../kernel/clock.ts';
import { advance, catchUp } from './advance.ts';
import { removeHalfWritten, writeAtomic } from './atomic-file.ts';
import type { GitPlace } from './git.ts';
import {
  branchRef,
  commonDir,
  currentBranch,
  initRepository,
  listRefs,
  readCommit,
  readSetting,
  updateRefs,
  writeCommit,
  writeSetting,
} from './git-refs.ts';
import {
  addAll,
  findNestedRepositories,
  findUntracked,
  listIndex,
  listTree,
  MODE,
  readTree,
  updateIndex,
  writeBlob,
  writeTree,
} from './git-trees.ts';
import { GUEST_BRANCH, readyGuest } from './guest.ts';
import { changeIndex } from './index-lock.ts';
import { findSeat } from './seats.ts';
import { settle } from './settle.ts';
import { readTemplate, type TemplateFile } from './template-files.ts';

/** Names the integration branch of a repository that the Orchestrator made. */
export const BRANCH_SETTING = 'orchestrator.branch';
/** A folder with more is hardly one project. */
const MOST_FILES = 20_000;
/** Never committed from a folder that becomes a repository, whatever ignore rules it brings along. */
const EXCLUDED = [
  'node_modules/',
  '.env',
  '.env.*',
  '!.env.example',
  '*.pem',
  '*.key',
  '.DS_Store',
  '.orchestrator-*.tmp',
];

export type Workspace = {
  /** The integration branch: attempts start from it and are merged into it. */
  branch: string;
  /** Its tip. */
  commit: string;
};

/**
 * Makes a folder a workspace and gives missing files of the template to it, never over an existing one. A folder
 * without git becomes a repository whose first commit holds what it shows. A repository that has content already gets
 * no template: neither its files nor its index nor its branches change, and work gathers on `orchestrator/main`.
 * Doing it again, also after a crash at any point, comes to the same. Faults: `git`, `storage`, `invalid_input`.
 */
export function ensureWorkspace(root: string, templateDir: string, clock: Clock): Promise<Result<Workspace>> {
  return settle('make the folder a workspace', async () => {
    await mkdir(root, { recursive: true });
    const place: GitPlace = { folder: root, personal: true };
    const template = await readTemplate(templateDir, '');
    const branch = await settleBranch(place);
    await catchUp(place, branch);
    if (branch === GUEST_BRANCH) return { branch, commit: await readyGuest(place, clock.now()) };
    const tip = await readCommit(place, branchRef(branch));
    if (tip === undefined) return { branch, commit: await commitFirst(place, branch, template, clock.now()) };
    return { branch, commit: await addMissing(place, branch, tip, template, clock.now()) };
  });
}

/** The integration branch of a workspace. Faults: `git` where the folder is no repository. */
export function integrationBranch(root: string): Promise<Result<string>> {
  return settle(
    'read the workspace',
    async () => (await readSetting({ folder: root }, BRANCH_SETTING)) ?? GUEST_BRANCH,
  );
}

async function settleBranch(place: GitPlace): Promise<string> {
  const found = await commonDir(place);
  if (found === undefined) await initRepository(place, 'main');
  const common = found ?? (await commonDir(place)) ?? '';
  if (!(await lstat(join(place.folder, '.git')).catch(() => undefined))) {
    throw new FaultError(
      fault('invalid_input', `${place.folder} is the inside of a git repository, not a folder to work in`, {
        hint: 'Nothing was changed. Choose the folder with the files instead.',
      }),
    );
  }
  const settled = await readSetting(place, BRANCH_SETTING);
  if (settled !== undefined) return settled;
  const isEmpty = (await listRefs(place, 'refs/')).size === 0 && (await listIndex(place)).entries.size === 0;
  if (!isEmpty) return GUEST_BRANCH;
  const branch = (await currentBranch(place)) ?? 'main';
  await writeFile(join(common, 'info/exclude'), `${EXCLUDED.join('\n')}\n`);
  await writeSetting(place, BRANCH_SETTING, branch);
  return branch;
}

async function commitFirst(
  place: GitPlace,
  branch: string,
  template: readonly TemplateFile[],
  at: number,
): Promise<string> {
  if ((await findUntracked(place)).length > MOST_FILES) {
    throw new FaultError(
      fault(
        'invalid_input',
        `${place.folder} holds more than ${MOST_FILES} files, too many for one project`,
        {
          hint: 'No file was changed. Choose a smaller folder, or commit the files with git yourself first.',
        },
      ),
    );
  }
  for (const { path, content, executable } of template) {
    const target = unwrap(resolveInside(place.folder, path));
    if (await lstat(target).catch(() => undefined)) continue;
    await writeAtomic(target, content, executable ? 0o755 : 0o644);
  }
  for (const folder of new Set(template.map(({ path }) => dirname(join(place.folder, path))))) {
    await removeHalfWritten(folder);
  }
  const nested = await findNestedRepositories(place);
  const tree = await changeIndex(place, async (aside) => {
    await addAll(aside, nested);
    return writeTree(aside);
  });
  const commit = await writeCommit(place, {
    tree,
    parents: [],
    message: 'Begin the workspace',
    at,
  });
  await updateRefs(place, [{ ref: branchRef(branch), to: commit, from: null }]);
  return commit;
}

const TRIES = 5;

async function addMissing(
  place: GitPlace,
  branch: string,
  tip: string,
  template: readonly TemplateFile[],
  at: number,
): Promise<string> {
  let base = tip;
  for (let tries = 0; tries < TRIES; tries++) {
    const missing = await findMissing(place, branch, base, template);
    if (missing.length === 0) return base;
    const next = await commitFiles(place, base, missing, at);
    if (await advance(place, branch, base, next)) return next;
    base = (await readCommit(place, branchRef(branch))) ?? base;
  }
  throw new FaultError(
    fault('git', `The branch ${branch} moves all the time, so that no template was added`),
  );
}

/** Template files at whose path, and above it, neither the commit nor whoever has the branch checked out has a file. */
async function findMissing(
  place: GitPlace,
  branch: string,
  base: string,
  template: readonly TemplateFile[],
): Promise<TemplateFile[]> {
  const paths = (await listTree(place, base)).map(({ path }) => path);
  const files = new Set(paths);
  const taken = new Set(paths.flatMap((path) => [path, ...above(path)]));
  const seat = await findSeat(place, branch);
  const missing: TemplateFile[] = [];
  for (const file of template) {
    if (taken.has(file.path) || above(file.path).some((folder) => files.has(folder))) continue;
    const there = seat && (await lstat(join(seat.folder, file.path)).catch(() => undefined));
    if (!there) missing.push(file);
  }
  return missing;
}

function above(path: string): string[] {
  const names = path.split('/');
  return names.slice(1).map((_, i) => names.slice(0, i + 1).join('/'));
}

async function commitFiles(
  place: GitPlace,
  base: string,
  files: readonly TemplateFile[],
  at: number,
): Promise<string> {
  const common = (await commonDir(place)) ?? place.folder;
  const indexFile = join(common, `orchestrator-index-${randomBytes(8).toString('hex')}`);
  const aside: GitPlace = { ...place, indexFile };
  try {
    await readTree(aside, base, 'index only');
    const entries = [];
    for (const { path, content, executable } of files) {
      const id = await writeBlob(place, content);
      entries.push({ path, after: { mode: executable ? MODE.executable : MODE.plain, id } });
    }
    await updateIndex(aside, entries);
    return await writeCommit(place, {
      tree: await writeTree(aside),
      parents: [base],
      message: 'Add the workspace template',
      at,
    });
  } finally {
    await rm(indexFile, { force: true });
    await rm(`${indexFile}.lock`, { force: true });
  }
}
