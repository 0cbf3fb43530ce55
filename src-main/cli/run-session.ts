import { unwrap } from '#shared/faults.ts';
import type { Decision } from '#shared/model/decision.ts';
import type { Run } from '#shared/model/run.ts';
import { systemClock } from '../kernel/clock.ts';
import { ask } from './ask.ts';
import { type Connection, connect } from './connect.ts';
import type { Context } from './context.ts';
import { EXIT, type ExitCode, exitCodeOfRun } from './exit-code.ts';
import { faultOf } from './fault-of.ts';
import { type Followed, follow } from './follow.ts';
import { showPath } from './format.ts';
import { createInterrupts, onInterrupt } from './interrupts.ts';
import { launch, type Order } from './launch.ts';
import { createNarrator, type Narrator } from './narrator.ts';
import type { Api } from './remote.ts';
import { gatherReport } from './report.ts';
import { reportText } from './summary-text.ts';

export type SessionOptions = {
  /** Takes the default of every decision that is still open. */
  yes: boolean;
  json: boolean;
};

/** How far the person wants the run to be broken off. */
type Wish = { pause: AbortController; stop: AbortController; press(): void };

const SETTLE_LOOK_MS = 100;

/** Carries out one run in front of the person who asked for it: tells it, asks, obeys Ctrl-C, and sums it up. */
export async function carryOut(context: Context, order: Order, options: SessionOptions): Promise<ExitCode> {
  const wish = createWish(context);
  const stopListening = onInterrupt(wish.press);
  try {
    const connection = unwrap(await connect(context));
    try {
      return await attend(context, connection, order, options, wish);
    } finally {
      await connection.close();
    }
  } finally {
    stopListening();
  }
}

function createWish({ terminal }: Context): Wish {
  const pause = new AbortController();
  const stop = new AbortController();
  const { press } = createInterrupts(systemClock, {
    pause() {
      pause.abort();
      terminal.status('');
      terminal.note('Pausing: the work in hand comes to its end first.');
    },
    invite: () => terminal.note('Press Ctrl-C again to stop the run for good; what it made is kept.'),
    stop() {
      terminal.note('Stopping the run. Press Ctrl-C once more to leave at once.');
      stop.abort();
    },
    kill: () => process.exit(EXIT.interrupted),
  });
  return { pause, stop, press };
}

async function attend(
  context: Context,
  { api, host }: Connection,
  order: Order,
  { yes, json }: SessionOptions,
  wish: Wish,
): Promise<ExitCode> {
  const { terminal } = context;
  const { seq } = await api.system.status();
  await host?.start();
  const run = unwrap(await launch(api, order));
  const narrator = createNarrator(run.id);
  await introduce(context, api, order, run, narrator);
  const end = await follow({
    ...{ api, runId: run.id, after: seq, narrator, terminal },
    signal: wish.pause.signal,
    answer: (decision) => findAnswer(decision, context, { yes, json }, wish),
  });
  if (end === 'interrupted') await breakOff(api, run.id, host !== undefined, wish);
  const report = await gatherReport(api, run.id);
  if (json) terminal.json(report.summary);
  else {
    terminal.note('');
    terminal.out(reportText(report, context.cwd));
  }
  return exitCode(end, report.summary.status);
}

function exitCode(end: Followed, status: Parameters<typeof exitCodeOfRun>[0]): ExitCode {
  return end === 'interrupted' && status !== 'finished' ? EXIT.interrupted : exitCodeOfRun(status);
}

/** Says which run this is, and lets the narrator know what was before. */
async function introduce(
  context: Context,
  api: Api,
  order: Order,
  run: Run,
  narrator: Narrator,
): Promise<void> {
  const [agents, { plan, tasks }, requirements, decisions] = await Promise.all([
    api.system.agents(),
    api.runs.plan({ runId: run.id }),
    api.runs.requirements({ runId: run.id }),
    api.decisions.list({ runId: run.id, open: true }),
  ]);
  narrator.know([
    ...agents.map((row) => ({ kind: 'agent' as const, id: row.id, row })),
    ...decisions.map((row) => ({ kind: 'decision' as const, id: row.id, row })),
  ]);
  if (order.kind === 'resume') {
    narrator.know([
      ...requirements.map((row) => ({ kind: 'requirement' as const, id: row.id, row })),
      ...tasks.map((row) => ({ kind: 'task' as const, id: row.id, row })),
      ...(plan ? [{ kind: 'plan' as const, id: plan.id, row: plan }] : []),
      { kind: 'run', id: run.id, row: run },
    ]);
  }
  const { workspace } = await api.runs.summary({ runId: run.id });
  const shown = showPath(workspace, context.cwd);
  context.terminal.note(`Run ${run.id}: ${run.title} (${run.policy}), workspace ${shown}`);
  for (const line of narrator.tell([{ kind: 'run', id: run.id, row: run }])) context.terminal.note(line);
}

async function findAnswer(
  decision: Decision,
  { terminal }: Context,
  { yes, json }: SessionOptions,
  wish: Wish,
): Promise<string | undefined> {
  if (yes) return decision.defaultOption;
  if (json || !terminal.interactive) return undefined;
  return ask(decision, {
    input: process.stdin,
    output: process.stderr,
    onInterrupt: wish.press,
    signal: wish.pause.signal,
  });
}

/**
 * Pauses the run and, where the work is done by this process, waits until what is in hand has ended; stops the run
 * when that is asked for meanwhile. A run that ended by itself in the same moment is left as it is.
 */
async function breakOff(api: Api, runId: string, here: boolean, wish: Wish): Promise<void> {
  await unlessOver(api.runs.pause({ runId }));
  if (!here) return;
  for (;;) {
    if (wish.stop.signal.aborted) {
      await unlessOver(api.runs.stop({ runId }));
      return;
    }
    if ((await api.system.status()).effects.running === 0) return;
    await new Promise<void>((resolve) => {
      wish.stop.signal.addEventListener('abort', () => resolve(), { once: true });
      systemClock.after(SETTLE_LOOK_MS, resolve);
    });
  }
}

async function unlessOver(call: Promise<unknown>): Promise<void> {
  await call.catch((thrown: unknown) => {
    if (faultOf(thrown)?.type !== 'conflict') throw thrown;
  });
}
