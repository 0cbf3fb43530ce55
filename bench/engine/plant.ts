import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from '#shared/commands.ts';
import { type Result, unwrap } from '#shared/faults.ts';
import type { TaskDraft } from '#shared/model/task.ts';
import { type Core, createCore } from '../../src-main/host/core.ts';
import { homePaths } from '../../src-main/host/home.ts';
import { withDefaults } from '../../src-main/host/options.ts';
import { createOutside } from '../../src-main/host/outside.ts';
import { PLAN_LIMITS } from '../../src-shared/plan/weigh-plan.ts';

export type Synchronous = 'NORMAL' | 'FULL';

export const CONCURRENCY = 16;
const TASKS_AT_ONCE = 100;

/** The product's own core with `CONCURRENCY` slots for agents whatever the machine's load. */
export function openCore(home: string, synchronous: Synchronous): Core {
  const slots = { least: CONCURRENCY, most: CONCURRENCY };
  const options = {
    ...withDefaults({ home, synchronous }),
    limits: { agent: slots, check: slots, quick: slots },
  };
  const paths = homePaths(home);
  return unwrap(createCore(options, paths, createOutside(options, paths)));
}

/** A data folder that is gone when this process ends. */
export function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'orchestrator-bench-'));
  process.on('exit', () => rmSync(home, { recursive: true, force: true }));
  return home;
}

export function send(core: Core, ...commands: Command[]): void {
  unwrap(core.engine.dispatch(commands, { by: 'bench' }) as Result<number>);
}

/** A run of its own whose plan holds these tasks, proposed to nobody yet. */
export function draftPlan(core: Core, tasks: Iterable<TaskDraft>): { runId: string; planId: string } {
  const [projectId, runId, planId] = [core.newId('project'), core.newId('run'), core.newId('plan')];
  send(
    core,
    { type: 'projects.create', projectId, name: 'bench', root: `/bench/${projectId}`, policy: 'autonomous' },
    {
      type: 'runs.open',
      runId,
      projectId,
      title: 'bench',
      policy: 'autonomous',
      documents: 0,
      timeoutMs: 86_400_000,
    },
    { type: 'planning.draft', planId, runId, projectId, name: 'bench', summary: 'bench' },
  );
  let batch: TaskDraft[] = [];
  const flush = () => {
    if (batch.length > 0) send(core, { type: 'planning.add_tasks', planId, tasks: batch });
    batch = [];
  };
  for (const task of tasks) {
    batch.push(task);
    if (batch.length === TASKS_AT_ONCE) flush();
  }
  flush();
  return { runId, planId };
}

/** Plans that together hold `count` tasks which do nothing, each as big as the product lets a plan be. */
export function draftWide(core: Core, count: number): string[] {
  const planIds: string[] = [];
  for (let left = count; left > 0; left -= PLAN_LIMITS.tasks) {
    planIds.push(draftPlan(core, wide(Math.min(left, PLAN_LIMITS.tasks))).planId);
  }
  return planIds;
}

/** Resolves when all plans are finished. */
export function finished(core: Core, planIds: readonly string[]): Promise<void> {
  const open = new Set(planIds);
  return new Promise((resolve) => {
    const stop = core.engine.onCommit(({ events }) => {
      for (const { event } of events) if (event.type === 'plan.finished') open.delete(event.planId);
      if (open.size > 0) return;
      stop();
      resolve();
    });
  });
}

/** Tasks that do nothing and wait for nothing. */
export function* wide(count: number): Generator<TaskDraft> {
  for (let number = 1; number <= count; number++) yield noop(`T-${number}`, []);
}

/** `layers` layers of `width` tasks; each task waits for three of the layer above. */
export function* layered(layers: number, width: number): Generator<TaskDraft> {
  for (let index = 0; index < layers * width; index++) {
    const layer = Math.floor(index / width);
    const above = [0, 1, 7].map((step) => (layer - 1) * width + ((index + step) % width) + 1);
    yield noop(`T-${index + 1}`, layer === 0 ? [] : above.map((number) => `T-${number}`));
  }
}

function noop(key: string, dependsOn: string[]): TaskDraft {
  return {
    key,
    title: 'Nothing to do',
    brief: '',
    kind: 'milestone',
    role: 'integrator',
    needs: 'deployment',
    priority: 'normal',
    complexity: 1,
    requirementKeys: [],
    dependsOn,
    expects: [],
  };
}
