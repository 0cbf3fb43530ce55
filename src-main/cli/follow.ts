import { FaultError } from '#shared/faults.ts';
import type { Decision } from '#shared/model/decision.ts';
import type { RunProgress } from '#shared/model/summary.ts';
import { systemClock } from '../kernel/clock.ts';
import { faultOf, hostGone } from './fault-of.ts';
import { type Narrator, statusLine } from './narrator.ts';
import type { Api } from './remote.ts';
import type { Terminal } from './terminal.ts';

/** Why following a run came to its end: it is over, needs a person, was paused by another, or was interrupted here. */
export type Followed = 'ended' | 'waiting' | 'paused' | 'interrupted';

export type FollowOptions = {
  api: Api;
  runId: string;
  /** Journal position from which on changes are still unknown to the narrator. */
  after: number;
  narrator: Narrator;
  terminal: Terminal;
  /** Finds an answer to an open decision; undefined when there is nobody to give one, or `signal` takes it back. */
  answer(decision: Decision, signal: AbortSignal): Promise<string | undefined>;
  signal: AbortSignal;
};

const TICK_MS = 500;

/** Tells a run while it goes on, and has its open decisions answered. */
export async function follow(options: FollowOptions): Promise<Followed> {
  const { promise, resolve, reject } = Promise.withResolvers<Followed>();
  const { signal, terminal } = options;
  const inner = new AbortController();
  const interrupt = () => resolve('interrupted');
  if (signal.aborted) return 'interrupted';
  signal.addEventListener('abort', interrupt, { once: true });
  let asking = false;
  const held: string[] = [];
  const tell = (line: string) => void (asking ? held.push(line) : terminal.note(line));
  const judge = createJudge({
    ...options,
    async answer(decision, taken) {
      asking = true;
      terminal.status('');
      return options.answer(decision, taken).finally(() => {
        asking = false;
        for (const line of held.splice(0)) terminal.note(line);
      });
    },
  });
  const look = () => judge().then((end) => end && resolve(end), reject);
  const cancelTicks = tick(async () => {
    await look();
    const progress = await options.api.runs.progress({ runId: options.runId });
    if (!asking) showProgress(options, progress);
  }, reject);
  read(options, tell, inner.signal, look).catch(reject);
  try {
    await look();
    return await promise;
  } finally {
    cancelTicks();
    inner.abort();
    signal.removeEventListener('abort', interrupt);
    terminal.status('');
  }
}

/**
 * Reads the change feed until it is called off, also while a question waits for its answer. A feed that ends is taken up
 * again; one that says nothing twice is dead.
 */
async function read(
  { api, after: from, narrator }: FollowOptions,
  tell: (line: string) => void,
  signal: AbortSignal,
  look: () => Promise<unknown>,
): Promise<void> {
  let after = from;
  let silences = 0;
  while (!signal.aborted) {
    silences++;
    try {
      for await (const batch of await api.changes.watch({ after }, { signal })) {
        if (signal.aborted) return;
        silences = 0;
        for (const line of narrator.tell(batch.changes)) tell(line);
        after = batch.seq;
        void look();
      }
    } catch (thrown) {
      if (!signal.aborted) throw thrown;
    }
    if (silences === 1) await look();
    if (silences > 1 && !signal.aborted) throw new FaultError(hostGone);
  }
}

function showProgress({ narrator, terminal }: FollowOptions, progress: RunProgress): void {
  const files = narrator.tellFiles(progress);
  if (terminal.live) terminal.status(statusLine(narrator.run(), progress));
  else for (const line of files) terminal.note(line);
}

/** Says whether there is anything left to follow; asks about open decisions on the way. Who asks meanwhile waits along. */
function createJudge({
  api,
  runId,
  narrator,
  terminal,
  answer,
}: FollowOptions): () => Promise<Followed | undefined> {
  const asked = new Set<string>();
  const given = new Set<string>();
  let asking: { id: string; control: AbortController } | undefined;
  const judge = async (): Promise<Followed | undefined> => {
    const run = narrator.run();
    if (run?.state === 'paused') return 'paused';
    if (run && run.state !== 'active') return 'ended';
    const open = narrator.openDecisions();
    for (const decision of open.filter(({ id }) => !asked.has(id))) {
      asked.add(decision.id);
      const control = new AbortController();
      asking = { id: decision.id, control };
      const optionId = await answer(decision, control.signal);
      if (optionId === undefined) continue;
      given.add(decision.id);
      await give(api, decision, optionId, terminal);
    }
    if (open.every(({ id }) => given.has(id))) return undefined;
    const { status } = await api.runs.summary({ runId });
    return status === 'waiting' ? 'waiting' : undefined;
  };
  let last: Promise<Followed | undefined> = Promise.resolve(undefined);
  return () => {
    if (asking && !narrator.openDecisions().some(({ id }) => id === asking?.id)) asking.control.abort();
    last = last.then(judge);
    return last;
  };
}

async function give(api: Api, { id, title }: Decision, optionId: string, terminal: Terminal): Promise<void> {
  try {
    await api.decisions.answer({ decisionId: id, optionId });
  } catch (thrown) {
    if (faultOf(thrown)?.type !== 'conflict') throw thrown;
    terminal.note(`Meanwhile answered elsewhere: ${title}`);
  }
}

/** Runs work again and again, each time a while after it ended. Returns what calls it off. */
function tick(work: () => Promise<unknown>, onError: (error: unknown) => void): () => void {
  let stopped = false;
  let cancel: (() => void) | undefined;
  const next = () => {
    cancel = systemClock.after(TICK_MS, () => {
      work().then(
        () => stopped || next(),
        (error) => stopped || onError(error),
      );
    });
  };
  next();
  return () => {
    stopped = true;
    cancel?.();
  };
}
