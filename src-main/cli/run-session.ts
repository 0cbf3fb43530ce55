import { FaultError, unwrap } from '#shared/faults.ts';
import type { Decision } from '#shared/model/decision.ts';
import type { Run } from '#shared/model/run.ts';
import type { Host } from '../host/host.ts';
import { systemClock } from '../kernel/clock.ts';
import { ask } from './ask.ts';
import { breakOff, tidyUp } from './break-off.ts';
import { type Connection, connect } from './connect.ts';
import type { Context } from './context.ts';
import { sendable } from './documents.ts';
import { type Door, openDoor } from './door.ts';
import { EXIT, type ExitCode, exitCodeOfRun } from './exit-code.ts';
import { hostGone } from './fault-of.ts';
import { type Followed, follow } from './follow.ts';
import { faultText, showPath } from './format.ts';
import { createInterrupts, onInterrupt } from './interrupts.ts';
import { launch, type Order } from './launch.ts';
import { createNarrator, type Narrator } from './narrator.ts';
import { outerRepository } from './nesting.ts';
import type { Api } from './remote.ts';
import { gatherReport } from './report.ts';
import { type RunReport, reportText } from './summary-text.ts';

export type SessionOptions = {
  /** Takes the default of every decision that is still open. */
  yes: boolean;
  json: boolean;
};

/** How far the person wants the run to be broken off. */
type Wish = { pause: AbortController; stop: AbortController; press(): void };

type Session = {
  context: Context;
  order: Order;
  options: SessionOptions;
  wish: Wish;
  /** The run, once it was begun or found. */
  runId?: string;
};

/** How long a host that ends may take to leave the data folder to this process. */
const MOVE_MS = 30_000;
const MOST_MOVES = 5;

/** Carries out one run in front of the person who asked for it: tells it, asks, obeys Ctrl-C, and sums it up. */
export async function carryOut(context: Context, order: Order, options: SessionOptions): Promise<ExitCode> {
  const wish = createWish(context);
  const stopListening = onInterrupt(wish.press);
  try {
    return await pursue({ context, order, options, wish });
  } finally {
    stopListening();
  }
}

/** A host in another process may end before the run does: then this process goes on with it. */
async function pursue(session: Session): Promise<ExitCode> {
  const { context } = session;
  for (let moves = 0; ; moves++) {
    const connection = unwrap(await connect(context, moves === 0 ? undefined : MOVE_MS));
    const door = connection.host && (await letOthersIn(context, connection.host));
    try {
      return await attend(session, connection);
    } catch (thrown) {
      const gone = thrown instanceof FaultError && thrown.fault === hostGone;
      if (!gone || session.runId === undefined || moves >= MOST_MOVES) throw thrown;
      context.terminal.note('The host that did the work has ended; this process goes on with the run.');
    } finally {
      await door?.close();
      await connection.close();
    }
  }
}

/** Commands in other terminals reach the host of this process. Where no port can be opened the run goes on without them. */
async function letOthersIn(context: Context, host: Host): Promise<Door | undefined> {
  const opened = await openDoor(context, host, 0);
  if (opened.ok) return opened.value;
  context.terminal.note(`Other terminals cannot reach this run: ${opened.fault.message}`);
  return undefined;
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

async function attend(session: Session, { api, host }: Connection): Promise<ExitCode> {
  const { context, order, options, wish } = session;
  const { terminal } = context;
  const { seq } = await api.system.status();
  host?.start();
  const known = session.runId;
  if (order.kind === 'new' && known === undefined) {
    if (!host) unwrap(sendable(order.documents));
    warnOfNesting(context, order.root);
  }
  const run = known === undefined ? unwrap(await launch(api, order)) : await api.runs.get({ runId: known });
  session.runId = run.id;
  const narrator = createNarrator(run.id);
  await introduce(context, api, run, narrator, known !== undefined || order.kind === 'resume');
  const end = await follow({
    ...{ api, runId: run.id, after: seq, narrator, terminal },
    signal: wish.pause.signal,
    answer: (decision, signal) => findAnswer(decision, session, signal),
  });
  if (end === 'interrupted') await breakOff(api, run.id, host !== undefined, wish.stop.signal);
  const report = await gatherReport(api, run.id);
  show(context, report, options.json);
  const { status } = report.summary;
  const over = status !== 'active' && status !== 'waiting' && status !== 'paused';
  if (host && over) await tidyUp(api, run.id, end === 'interrupted' ? undefined : wish.pause.signal);
  return exitCode(end, report);
}

function warnOfNesting({ terminal, cwd }: Context, root: string): void {
  const outer = outerRepository(root);
  if (outer === undefined) return;
  const [inside, around] = [showPath(root, cwd), showPath(outer, cwd)];
  terminal.note(
    `warning: ${inside} lies inside the git repository ${around}; it becomes a repository of its own, which the outer one does not track.`,
  );
}

/** With JSON on stdout, the reason of a failure is told on stderr. */
function show({ terminal, cwd, debug }: Context, report: RunReport, json: boolean): void {
  if (json) {
    if (report.run.fault) terminal.note(faultText(report.run.fault, debug));
    const { runId: _inStatus, difference: _inDiff, ...summary } = report.summary;
    terminal.json(summary);
  } else {
    terminal.note('');
    terminal.out(reportText(report, cwd));
  }
}

function exitCode(end: Followed, { run, summary }: RunReport): ExitCode {
  if (end === 'interrupted' && summary.status !== 'finished') return EXIT.interrupted;
  return exitCodeOfRun(summary.status, run.fault);
}

/** Says which run this is, and lets the narrator know what was before. */
async function introduce(
  context: Context,
  api: Api,
  run: Run,
  narrator: Narrator,
  goesOn: boolean,
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
  if (goesOn) {
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
  { context: { terminal }, options: { yes, json }, wish }: Session,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (yes) return decision.defaultOption;
  if (json || !terminal.interactive) return undefined;
  return ask(decision, {
    input: process.stdin,
    output: process.stderr,
    onInterrupt: wish.press,
    signal: AbortSignal.any([wish.pause.signal, signal]),
  });
}
