import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Requirement } from '#shared/model/requirement.ts';
import type { Task } from '#shared/model/task.ts';
import type { AgentTools, PlanReply, WorkReply } from '../../../../ports/agent.ts';
import { createOfflineAgents } from '../agents.ts';
import type { Fixture } from './documents.ts';

const MODULES = fileURLToPath(new URL('../../../../../node_modules', import.meta.url));

export const quietTools: AgentTools = {
  signal: new AbortController().signal,
  log: () => undefined,
  progress: () => undefined,
  check: async () => [{ kind: 'tests', verdict: 'pass', findings: [], summary: 'Ran.', durationMs: 5 }],
};

export async function planOf({ requirements, documents }: Fixture): Promise<PlanReply> {
  const reasoner = createOfflineAgents().find((agent) => agent.profile.roles.includes('reasoner'));
  const reply = await reasoner?.execute({ kind: 'plan', prompt: '', requirements, documents }, quietTools);
  if (!reply?.ok || reply.value.kind !== 'plan') throw new Error(`no plan: ${JSON.stringify(reply)}`);
  return reply.value;
}

export function tasksOf(plan: PlanReply): Task[] {
  return plan.tasks.map((draft) => ({
    ...draft,
    id: draft.key,
    planId: 'pln_1',
    runId: 'run_1',
    projectId: 'prj_1',
    state: 'ready',
    depsLeft: 0,
    attempts: 0,
  }));
}

/** What became of a document: the plan, each task's reply, and the files of all of them. */
export type Outcome = {
  plan: PlanReply;
  tasks: Task[];
  replies: Map<string, WorkReply>;
  files: Map<string, string>;
};

/** Plans a document and carries out every task, in the order of the plan, which is an order of dependencies. */
export async function carryOutAll(source: Fixture): Promise<Outcome> {
  const plan = await planOf(source);
  const tasks = tasksOf(plan);
  const files = new Map<string, string>();
  const replies = new Map<string, WorkReply>();
  for (const task of tasks) {
    const reply = await workOn(task, plan.name, source.requirements, tasks, files);
    replies.set(task.key, reply);
    for (const file of reply.files) files.set(file.path, file.content);
  }
  return { plan, tasks, replies, files };
}

export async function workOn(
  task: Task,
  name: string,
  requirements: readonly Requirement[],
  plan: readonly Task[],
  files: ReadonlyMap<string, string>,
): Promise<WorkReply> {
  const agent = createOfflineAgents().find((each) => each.profile.roles.includes(task.role));
  const reply = await agent?.execute(
    { kind: 'work', prompt: '', name, task, requirements, plan, files },
    quietTools,
  );
  if (!reply?.ok || reply.value.kind !== 'work') throw new Error(`no work: ${JSON.stringify(reply)}`);
  return reply.value;
}

/** A folder that `use` may fill, gone afterwards. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'offline-agent-')));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function writeAll(folder: string, files: Iterable<readonly [string, string]>): Promise<void> {
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

export function copyFolder(from: string, to: string): Promise<void> {
  return cp(from, to, { recursive: true });
}

export type Ran = { code: number | null; output: string };

/** Runs a program of Node's with a clean environment. */
export function runNode(folder: string, ...args: string[]): Promise<Ran> {
  return run(process.execPath, args, folder);
}

export function runTests(folder: string, pattern = 'tests/**/*.test.ts'): Promise<Ran> {
  return runNode(folder, '--test', '--test-reporter=tap', pattern);
}

/** Type-checks a generated project with its own settings; the types of Node come from this project. */
export function typeCheck(folder: string): Promise<Ran> {
  const compiler = join(MODULES, '.bin', 'tsc');
  return run(compiler, ['-p', folder, '--typeRoots', join(MODULES, '@types')], folder);
}

function run(command: string, args: readonly string[], cwd: string): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const env = { PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}`, HOME: cwd };
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => (output += String(chunk)));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
