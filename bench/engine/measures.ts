import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Core } from '../../src-main/host/core.ts';
import { bareRate } from './bare.ts';
import {
  draftPlan,
  draftWide,
  finished,
  layered,
  newHome,
  openCore,
  type Synchronous,
  send,
  wide,
} from './plant.ts';

export type Throughput = { perSecond: number; bare: number; peakMb: number; longestBlockMs: number };

const GRAPHS = 5;
/** A host that has worked for a moment is what users have; the compiler's first second is not what is asked for. */
const WARM_UP_TASKS = 3_000;
const BARE_TASKS = { NORMAL: 10_000, FULL: 3_000 };

/** Runs plans from approval to their end on a warm host, with the bare loop before and after it on the same machine. */
export async function throughput(
  synchronous: Synchronous,
  shape: 'wide' | 'graph',
  count: number,
): Promise<Throughput> {
  const before = bareRate(synchronous, BARE_TASKS[synchronous]);
  const core = openCore(newHome(), synchronous);
  core.start();
  await runAll(core, draftWide(core, WARM_UP_TASKS));
  const turns = shape === 'wide' ? [draftWide(core, count)] : draftGraphs(core, count);
  const block = monitorEventLoopDelay({ resolution: 1 });
  block.enable();
  const begin = performance.now();
  for (const planIds of turns) await runAll(core, planIds);
  const seconds = (performance.now() - begin) / 1000;
  block.disable();
  const peakMb = process.resourceUsage().maxRSS / 1024;
  await core.stop();
  const after = bareRate(synchronous, BARE_TASKS[synchronous]);
  const perSecond = (count * turns.length) / seconds;
  return { perSecond, bare: (before + after) / 2, peakMb, longestBlockMs: block.max / 1e6 };
}

async function runAll(core: Core, planIds: readonly string[]): Promise<void> {
  const done = finished(core, planIds);
  for (const planId of planIds) send(core, { type: 'planning.propose', planId });
  await done;
}

/** One graph is over in a tenth of a second, which is too short to measure: several are done, one after another. */
function draftGraphs(core: Core, count: number): string[][] {
  return Array.from({ length: GRAPHS }, () => [draftPlan(core, layered(10, count / 10)).planId]);
}

/** Drains a backlog that is ready and queued before the worker starts. */
export async function drain(
  count: number,
): Promise<{ perSecond: number; peakMb: number; longestBlockMs: number }> {
  const core = openCore(newHome(), 'FULL');
  core.registerAgents();
  const planIds = draftWide(core, count);
  for (const planId of planIds) {
    send(core, { type: 'planning.propose', planId });
    while (core.read.planning.releasable(planId, 1).length > 0)
      send(core, { type: 'planning.release', planId });
  }
  const block = monitorEventLoopDelay({ resolution: 1 });
  const done = finished(core, planIds);
  block.enable();
  const begin = performance.now();
  core.start();
  await done;
  const seconds = (performance.now() - begin) / 1000;
  block.disable();
  const peakMb = process.resourceUsage().maxRSS / 1024;
  await core.stop();
  return { perSecond: count / seconds, peakMb, longestBlockMs: block.max / 1e6 };
}

/** Milliseconds from making a task ready on an idle engine until it is started, many times over. */
export async function readyToStart(times: number): Promise<{ p50: number; p99: number }> {
  const core = openCore(newHome(), 'FULL');
  core.start();
  const taken: number[] = [];
  for (let turn = 0; turn < times; turn++) {
    const { planId } = draftPlan(core, wide(1));
    await core.worker.idle();
    const done = finished(core, [planId]);
    const started = new Promise<number>((resolve) => {
      const stop = core.engine.onCommit(({ events }) => {
        if (!events.some(({ event }) => event.type === 'attempt.started')) return;
        stop();
        resolve(performance.now());
      });
    });
    const begin = performance.now();
    send(core, { type: 'planning.propose', planId });
    taken.push((await started) - begin);
    await done;
  }
  await core.stop();
  taken.sort((a, b) => a - b);
  const at = (share: number) => taken[Math.min(taken.length - 1, Math.floor(taken.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
