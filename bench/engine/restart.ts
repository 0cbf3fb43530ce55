import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { draftWide, newHome, openCore, send } from './plant.ts';

const OPEN_TASKS = 10_000;

/** Child: makes many open tasks, starts to work, and says so; it is killed while it works. */
export function workUntilKilled(home: string): void {
  const core = openCore(home, 'FULL');
  core.start();
  for (const planId of draftWide(core, OPEN_TASKS * 2)) send(core, { type: 'planning.propose', planId });
  let done = 0;
  core.engine.onCommit(({ events }) => {
    done += events.filter(({ event }) => event.type === 'task.finished').length;
    if (done >= OPEN_TASKS) process.send?.('half');
  });
}

/** Child: starts on what the killed one left, and says when the first task has been started. */
export function startAgain(home: string): void {
  const core = openCore(home, 'FULL');
  const stop = core.engine.onCommit(({ events }) => {
    if (!events.some(({ event }) => event.type === 'attempt.started')) return;
    stop();
    process.send?.('started');
  });
  core.start();
}

/** Milliseconds from the launch of a new process until its first task runs, after the one before was killed. */
export async function restart(script: string): Promise<number> {
  const home = newHome();
  const first = fork(script, ['child', 'work', home], { execArgv: process.execArgv });
  await said(first, 'half');
  first.kill('SIGKILL');
  await once(first, 'exit');
  const begin = performance.now();
  const second = fork(script, ['child', 'again', home], { execArgv: process.execArgv });
  await said(second, 'started');
  const taken = performance.now() - begin;
  second.kill('SIGKILL');
  await once(second, 'exit');
  return taken;
}

async function said(child: ChildProcess, word: string): Promise<void> {
  for (;;) {
    const [message] = (await once(child, 'message')) as [unknown];
    if (message === word) return;
  }
}
