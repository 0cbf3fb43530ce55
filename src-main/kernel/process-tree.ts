import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from './clock.ts';

/**
 * Finds and ends everything that a child process started.
 *
 * A member is known by descent, by process group or session, and on Linux also by a marker in its environment: that
 * finds daemons which forked twice, left the session and lost their parent. What wipes its own environment as well
 * can only be held by a process namespace; that is a sandbox's work.
 */
export type ProcessTree = {
  /** The members alive now, without the costly search for markers. */
  members(): Promise<Member[]>;
  /** Asks every member to end, kills what is left after `graceMs`, and resolves when none is left. */
  end(graceMs: number): Promise<{ gone: true } | { gone: false; left: number[] }>;
};

export type Member = {
  pid: number;
  parent: number;
  group: number;
  session: number;
  /** Tells a process from a later one with the same pid. */
  startedAt: string;
  residentBytes: number;
};

export const TREE_MARKER = 'ORCHESTRATOR_PROCESS_TREE';
/** Says for whom a process was started; what outlives a killed host is found by it. */
export const OWNER_MARKER = 'ORCHESTRATOR_PROCESS_OWNER';

const LOOK_AGAIN_MS = 10;
/** A process in an uninterruptible wait ignores even SIGKILL; nobody should wait for it forever. */
const GIVE_UP_MS = 10_000;
/** Processes read in one turn of the event loop: about a millisecond of work. */
const READ_AT_ONCE = 64;
const AUXV_PAGE_SIZE = 6n;

/** Kills what was started for an owner who is no more. Linux only; elsewhere no environment can be read and none is found. */
export function endOwned(owner: string, clock: Clock): ReturnType<ProcessTree['end']> {
  const none = -1;
  if (process.platform !== 'linux') return Promise.resolve({ gone: true });
  return createProcessTree(none, `${OWNER_MARKER}=${owner}`, clock).end(0);
}

/** `marker`: `NAME=value` in the environment of the root and so of all that it starts. */
export function createProcessTree(root: number, marker: string, clock: Clock): ProcessTree {
  /** Remembered, so that a member stays one after its parent is gone. */
  const known = new Map<number, string>();
  const look = async (searchMarkers: boolean): Promise<Member[]> => {
    const all = await listProcesses();
    const isKnown = (one: Member) =>
      known.get(one.pid) === one.startedAt || [one.pid, one.group, one.session].includes(root);
    let members = withDescendants(all.filter(isKnown), all);
    if (searchMarkers) {
      const strays = await withMarker(without(all, members), marker);
      members = withDescendants([...members, ...strays], all);
    }
    for (const member of members) known.set(member.pid, member.startedAt);
    return members;
  };
  const until = async (ms: number, signal: NodeJS.Signals): Promise<Member[]> => {
    const deadline = clock.now() + ms;
    const asked = new Set<number>();
    for (;;) {
      const alive = await look(true);
      if (alive.length === 0) return alive;
      for (const member of alive) if (!asked.has(member.pid)) send(member.pid, signal);
      for (const member of alive) asked.add(member.pid);
      if (clock.now() >= deadline) return alive;
      await new Promise<void>((resolve) => void clock.after(LOOK_AGAIN_MS, resolve));
    }
  };
  return {
    members: () => look(false),
    async end(graceMs) {
      if (process.platform === 'win32') return endOnWindows(root);
      if (graceMs > 0 && (await until(graceMs, 'SIGTERM')).length === 0) return { gone: true };
      const left = await until(GIVE_UP_MS, 'SIGKILL');
      return left.length === 0 ? { gone: true } : { gone: false, left: left.map((member) => member.pid) };
    },
  };
}

function withDescendants(found: readonly Member[], all: readonly Member[]): Member[] {
  const inside = new Map(found.map((one) => [one.pid, one]));
  for (let before = -1; before !== inside.size; ) {
    before = inside.size;
    for (const one of all) if (inside.has(one.parent)) inside.set(one.pid, one);
  }
  return [...inside.values()];
}

async function listProcesses(): Promise<Member[]> {
  if (process.platform !== 'linux') return listWithPs();
  const pageBytes = readPageBytes();
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const all: Member[] = [];
  for (const [index, pid] of pids.entries()) {
    if (index % READ_AT_ONCE === READ_AT_ONCE - 1) await nextTurn();
    const member = parseStat(Number(pid), readProc(pid, 'stat'), pageBytes);
    if (member) all.push(member);
  }
  return all;
}

/** Fields of proc(5) `stat`, counted from behind the command name, which may itself hold spaces and brackets. */
function parseStat(pid: number, stat: string, pageBytes: number): Member | undefined {
  const [state, parent, group, session, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (session === undefined || state === 'Z' || state === 'X') return undefined;
  const residentBytes = Number(rest[17]) * pageBytes;
  return {
    pid,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    startedAt: rest[15] ?? '',
    residentBytes,
  };
}

async function withMarker(all: readonly Member[], marker: string): Promise<Member[]> {
  const marked: Member[] = [];
  if (process.platform !== 'linux') return marked;
  for (const [index, one] of all.entries()) {
    if (index % READ_AT_ONCE === READ_AT_ONCE - 1) await nextTurn();
    if (readProc(one.pid, 'environ').split('\0').includes(marker)) marked.push(one);
  }
  return marked;
}

function without(all: readonly Member[], members: readonly Member[]): Member[] {
  const pids = new Set(members.map((one) => one.pid));
  return all.filter((one) => !pids.has(one.pid));
}

/** How many processes the machine runs: a cheap question, for those who watch for a flood. Undefined where it is not. */
export function countProcesses(): number | undefined {
  return process.platform === 'linux' ? readdirSync('/proc').length : undefined;
}

function readProc(pid: number | string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

let knownPageBytes: number | undefined;

/** The kernel's page size from the auxiliary vector: pairs of 64-bit words, key and value. */
function readPageBytes(): number {
  if (knownPageBytes !== undefined) return knownPageBytes;
  const vector = readFileSync('/proc/self/auxv');
  knownPageBytes = 4096;
  for (let at = 0; at + 16 <= vector.length; at += 16) {
    if (vector.readBigUInt64LE(at) === AUXV_PAGE_SIZE)
      knownPageBytes = Number(vector.readBigUInt64LE(at + 8));
  }
  return knownPageBytes;
}

async function listWithPs(): Promise<Member[]> {
  const text = await new Promise<string>((resolve) => {
    const columns = 'pid=,ppid=,pgid=,rss=,stat=,lstart=';
    execFile('ps', ['-axo', columns], { maxBuffer: 16 << 20 }, (_error, stdout) => resolve(stdout));
  });
  return text.split('\n').flatMap((line) => {
    const [, pid, parent, group, kibibytes, state, startedAt] =
      /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (startedAt === undefined || state?.startsWith('Z')) return [];
    return {
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      session: Number(group),
      startedAt,
      residentBytes: Number(kibibytes) * 1024,
    };
  });
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended between the look and the signal.
  }
}

async function endOnWindows(root: number): Promise<{ gone: true }> {
  await new Promise<void>((resolve) => {
    execFile('taskkill', ['/T', '/F', '/PID', String(root)], () => resolve());
  });
  return { gone: true };
}
