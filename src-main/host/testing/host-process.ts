import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import type { Host } from '../host.ts';

/** What a test tells a host process: a call, or without a path to stop in order. */
export type Wish = { id: number; path: readonly string[]; input?: unknown };
/** A row that changed, and the state it is in now. */
export type Seen = { kind: string; state: string };
/** What a host process tells its test. */
export type Said =
  | { opening: true }
  | { ready: true }
  | { seen: Seen[] }
  | { id: number; value: unknown }
  | { id: number; fault: string };

export type HostProcess = {
  api: Host['api'];
  /** The code is loaded, and the data folder is about to be opened. Rejects like `ready`. */
  opening: Promise<void>;
  /** Rejects when the process ends before it is ready. */
  ready: Promise<void>;
  /** Calls back for every row that changes. */
  onSeen(listener: (seen: Seen) => void): void;
  /** SIGKILL to the host alone, or to it and the programs that it runs. Resolves when the host is gone. */
  kill(whom: 'host' | 'group'): Promise<void>;
  stop(): Promise<void>;
  isOver(): boolean;
  ended: Promise<void>;
};

/** What a call comes to when its host dies before it answers: it may have been done or not. */
export class HostDied extends Error {
  constructor(words: string) {
    super(`The host died. ${words}`);
    this.name = 'HostDied';
  }
}

const CHILD = join(import.meta.dirname, 'crash-child.ts');

/** Starts a host as the leader of a process group of its own. Compiled code is kept for the next in `cache`. */
export function startHostProcess(home: string, cache: string): HostProcess {
  const child = spawn(process.execPath, [CHILD, home], {
    detached: true,
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const words = collect(child);
  const listeners: ((seen: Seen) => void)[] = [];
  const calls = new Map<number, PromiseWithResolvers<unknown>>();
  const ready = Promise.withResolvers<void>();
  const opening = Promise.withResolvers<void>();
  for (const { promise } of [opening, ready]) promise.catch(() => undefined);
  let over = false;
  let lastId = 0;

  child.on('message', (said: Said) => {
    if ('opening' in said) opening.resolve();
    else if ('ready' in said) ready.resolve();
    else if ('seen' in said) for (const each of said.seen) for (const listener of listeners) listener(each);
    else if ('fault' in said) calls.get(said.id)?.reject(new Error(said.fault));
    else calls.get(said.id)?.resolve(said.value);
  });
  const ended = once(child, 'close').then(() => {
    over = true;
    const died = new HostDied(words());
    opening.reject(died);
    ready.reject(died);
    for (const { reject } of calls.values()) reject(died);
  });
  const tell = (path: readonly string[], input: unknown) => {
    const id = ++lastId;
    const answer = Promise.withResolvers<unknown>();
    calls.set(id, answer);
    child.send({ id, path, input } satisfies Wish, (error) => {
      if (error) answer.reject(new HostDied(error.message));
    });
    return answer.promise;
  };

  return {
    api: createORPCClient<Host['api']>({ call: tell }),
    opening: opening.promise,
    ready: ready.promise,
    onSeen: (listener) => void listeners.push(listener),
    async kill(whom) {
      const { pid } = child;
      if (over || pid === undefined) return;
      process.kill(whom === 'group' ? -pid : pid, 'SIGKILL');
      await ended;
    },
    async stop() {
      await tell([], undefined);
      await ended;
    },
    isOver: () => over,
    ended,
  };
}

function collect(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (more: string) => {
    text = (text + more).slice(-4_000);
  });
  return () => text;
}
