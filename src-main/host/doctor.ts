import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { z } from 'zod';
import type { Result } from '#shared/faults.ts';
import type { DoctorFinding, DoctorReport } from '#shared/model/doctor.ts';
import type { Agent } from '../ports/agent.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import { findCodingClis } from './coding-clis.ts';

export type Examination = {
  home: string;
  sandbox: Sandbox;
  agents: readonly Agent[];
  /** Whether the database of the data folder can be opened; the value says what was found. */
  checkDatabase(): Result<string> | Promise<Result<string>>;
  /** Folder of the built page. */
  pageDir: string;
  env?: Readonly<Record<string, string | undefined>>;
  nodeVersion?: string;
};

type Finding = z.infer<typeof DoctorFinding>;

const NODE_NEEDED = '22.12';
/** The first with `git merge-tree --write-tree`, which tries a merge without touching a working folder. */
const GIT_NEEDED = '2.38';
const GIB = 1024 ** 3;
const LOW_DISK_BYTES = 2 * GIB;
const NO_DISK_BYTES = GIB / 4;
const COMMAND_MS = 5000;

const run = promisify(execFile);

/** Looks at everything a run needs, changes nothing, and says how to mend what is wrong. */
export async function examine(options: Examination): Promise<DoctorReport> {
  const env = options.env ?? process.env;
  const groups = await Promise.all([
    examineNode(options.nodeVersion ?? process.versions.node),
    examineGit(env),
    examineSandbox(options.sandbox),
    examineFolder(options.home),
    examineDisk(options.home),
    examineDatabase(options.checkDatabase),
    ...options.agents.map(examineAgent),
    examineClis(env),
    examinePage(options.pageDir),
  ]);
  const findings = options.agents.length === 0 ? [...groups, NO_AGENT] : groups;
  return { healthy: findings.every(({ state }) => state !== 'problem'), findings };
}

const NO_AGENT: Finding = {
  name: 'agents',
  state: 'problem',
  detail: 'There is no agent to give work to.',
  remedy: 'Reinstall Orchestrator: its built-in agent is missing.',
};

function examineNode(version: string): Finding {
  if (atLeast(version, NODE_NEEDED)) return { name: 'node', state: 'ok', detail: `Node ${version}` };
  return {
    name: 'node',
    state: 'problem',
    detail: `Node ${version} is too old; ${NODE_NEEDED} or later is needed.`,
    remedy: 'Start Orchestrator through its npm scripts, which bring their own Node, or update Node.',
  };
}

async function examineGit(env: Readonly<Record<string, string | undefined>>): Promise<Finding> {
  const remedy = `Install git ${GIT_NEEDED} or later from https://git-scm.com/downloads and make sure it is on PATH.`;
  try {
    const { stdout } = await run('git', ['--version'], { env: { ...env }, timeout: COMMAND_MS });
    const version = /\d+\.\d+(\.\d+)?/.exec(stdout)?.[0];
    if (version && atLeast(version, GIT_NEEDED))
      return { name: 'git', state: 'ok', detail: `git ${version}` };
    const detail = `git ${version ?? 'of unknown version'} is too old; ${GIT_NEEDED} or later is needed.`;
    return { name: 'git', state: 'problem', detail, remedy };
  } catch {
    return { name: 'git', state: 'problem', detail: 'git was not found or does not start.', remedy };
  }
}

async function examineSandbox(sandbox: Sandbox): Promise<Finding> {
  const { available, detail } = await sandbox.status();
  if (available) return { name: 'sandbox', state: 'ok', detail };
  return { name: 'sandbox', state: 'warning', detail, remedy: sandboxRemedy() };
}

function sandboxRemedy(): string {
  const asked = 'Until then a run asks before it runs generated code.';
  if (process.platform === 'linux') {
    return `Install bubblewrap (for example: sudo apt-get install bubblewrap) and allow user namespaces. ${asked}`;
  }
  if (process.platform === 'win32') return `Run Orchestrator inside WSL 2 with bubblewrap. ${asked}`;
  return `Make sure /usr/bin/sandbox-exec is there and may be run. ${asked}`;
}

async function examineFolder(home: string): Promise<Finding> {
  const name = 'data folder';
  const existing = nearestExisting(home);
  const remedy = 'Correct its permissions, or choose another data folder with --home or ORCHESTRATOR_HOME.';
  try {
    if (!(await stat(existing)).isDirectory()) {
      return { name, state: 'problem', detail: `${existing} is a file, not a folder.`, remedy };
    }
    await tryWriting(existing);
    return { name, state: 'ok', detail: existing === home ? home : `${home} (made at the first run)` };
  } catch {
    return {
      name,
      state: 'problem',
      detail: `${existing} is not a folder that can be written.`,
      remedy,
    };
  }
}

async function tryWriting(folder: string): Promise<void> {
  const probe = join(folder, `.probe-${randomUUID()}`);
  try {
    await writeFile(probe, '', { flag: 'wx' });
  } finally {
    await rm(probe, { force: true });
  }
}

async function examineDisk(home: string): Promise<Finding> {
  const name = 'disk';
  const { bavail, bsize } = await statfs(nearestExisting(home));
  const free = bavail * bsize;
  const detail = `${(free / GIB).toFixed(1)} GiB free`;
  if (free >= LOW_DISK_BYTES) return { name, state: 'ok', detail };
  return {
    name,
    state: free < NO_DISK_BYTES ? 'problem' : 'warning',
    detail: `Only ${detail} where the data folder lies.`,
    remedy: 'Free some space, or choose a data folder on another disk with --home.',
  };
}

async function examineDatabase(check: Examination['checkDatabase']): Promise<Finding> {
  const name = 'database';
  const opened = await check();
  if (opened.ok) return { name, state: 'ok', detail: opened.value };
  const { message, hint } = opened.fault;
  return { name, state: 'problem', detail: message, ...(hint === undefined ? {} : { remedy: hint }) };
}

async function examineAgent(agent: Agent): Promise<Finding> {
  const name = `agent ${agent.profile.name}`;
  const health = await agent.probe();
  if (health.available) return { name, state: 'ok', detail: health.detail };
  const { message, hint } = health.fault;
  return { name, state: 'warning', detail: message, remedy: hint ?? 'Other agents take its work meanwhile.' };
}

async function examineClis(env: Readonly<Record<string, string | undefined>>): Promise<Finding> {
  const found = [...(await findCodingClis(env))].map(([cli, path]) => `${cli} (${path})`);
  return { name: 'coding CLIs', state: 'ok', detail: found.join(', ') || 'none found; none is needed' };
}

function examinePage(pageDir: string): Finding {
  const name = 'page';
  if (existsSync(join(pageDir, 'index.html'))) return { name, state: 'ok', detail: pageDir };
  return {
    name,
    state: 'warning',
    detail: `The page is not built: ${pageDir} has no index.html. The command line works without it.`,
    remedy: 'Run `npm start` once: it builds the page.',
  };
}

function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path));
}

/** Whether a dotted version is the one needed or a later one. */
export function atLeast(version: string, needed: string): boolean {
  const [has, wants] = [version, needed].map((text) =>
    text.split('.').map((part) => Number.parseInt(part, 10) || 0),
  );
  for (const [place, want] of (wants ?? []).entries()) {
    const got = has?.[place] ?? 0;
    if (got !== want) return got > want;
  }
  return true;
}
