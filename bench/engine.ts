import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { drain, readyToStart, type Throughput, throughput } from './engine/measures.ts';
import { restart, startAgain, workUntilKilled } from './engine/restart.ts';
import { missesMust, type Row, table } from './engine/table.ts';

/** Measures the engine, each measure in a process of its own, and prints one table. Exit code 1 when a must is missed. */
const script = fileURLToPath(import.meta.url);

async function measure<T>(...args: string[]): Promise<T> {
  const child = fork(script, ['child', ...args], { execArgv: process.execArgv });
  const [value] = (await once(child, 'message')) as [T];
  await once(child, 'exit');
  return value;
}

async function child([what, ...args]: string[]): Promise<void> {
  if (what === 'work') return workUntilKilled(args[0] ?? '');
  if (what === 'again') return startAgain(args[0] ?? '');
  const [first = '', second = '', third = ''] = args;
  const value =
    what === 'throughput'
      ? await throughput(first as 'NORMAL' | 'FULL', second as 'wide' | 'graph', Number(third))
      : what === 'drain'
        ? await drain(Number(first))
        : await readyToStart(Number(first));
  process.send?.(value, () => process.disconnect());
}

function rate(name: string, { perSecond, bare }: Throughput, must: number, excellent: number): Row {
  const note = `${perSecond.toFixed(0)} tasks/s, bare ${bare.toFixed(0)}`;
  return { measure: name, value: perSecond / bare, unit: 'x bare', must, excellent, more: true, note };
}

async function main(): Promise<void> {
  const normal = await measure<Throughput>('throughput', 'NORMAL', 'wide', '10000');
  const full = await measure<Throughput>('throughput', 'FULL', 'wide', '10000');
  const graph = await measure<Throughput>('throughput', 'NORMAL', 'graph', '1000');
  const latency = await measure<{ p50: number; p99: number }>('latency', '300');
  const small = await measure<Awaited<ReturnType<typeof drain>>>('drain', '10000');
  const large = await measure<Awaited<ReturnType<typeof drain>>>('drain', '100000');
  const restarted = await restart(script);
  const less = (name: string, value: number, unit: string, must: number, excellent: number): Row => ({
    measure: name,
    value,
    unit,
    must,
    excellent,
    more: false,
  });
  const blocks = Math.max(
    normal.longestBlockMs,
    full.longestBlockMs,
    graph.longestBlockMs,
    large.longestBlockMs,
  );
  const drained = `${large.perSecond.toFixed(0)} against ${small.perSecond.toFixed(0)} tasks/s`;
  const rows: Row[] = [
    rate('10,000 tasks, NORMAL', normal, 0.5, 1.5),
    rate('10,000 tasks, FULL (default)', full, 2, 5),
    rate('1,000-task graph, NORMAL', graph, 0.5, 1.5),
    less('ready to start, p50', latency.p50, 'ms', 2, 0.3),
    less('ready to start, p99', latency.p99, 'ms', 10, 3),
    less('restart to first task, 10,000 open', restarted, 'ms', 500, 100),
    {
      measure: 'drain at 100,000 / at 10,000',
      value: large.perSecond / small.perSecond,
      unit: 'x',
      must: 0.5,
      excellent: 0.75,
      more: true,
      note: drained,
    },
    less('peak memory, 10,000 tasks', small.peakMb, 'MB', 150, 100),
    less('peak memory, 100,000 tasks', large.peakMb, 'MB', 250, 150),
    less('longest block of the event loop', blocks, 'ms', 50, 8),
  ];
  process.stdout.write(`${table(rows)}\n`);
  process.exitCode = rows.some(missesMust) ? 1 : 0;
}

const [mode, ...args] = process.argv.slice(2);
await (mode === 'child' ? child(args) : main());
