import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Command } from '#shared/commands.ts';
import { fail, ok, type Result } from '#shared/faults.ts';
import { findCycle } from '#shared/graph.ts';
import type { PlanEdit } from '#shared/model/plan-edit.ts';
import type { TaskDraft } from '#shared/model/task.ts';
import type { AttemptInput } from '../slices/attempts/attempt-input.ts';
import { replay, sliceTables } from './replay-testing.ts';
import { type TestEngine, testEngine } from './test-engine.ts';
import { openRun, outputOf, requirement, taskDraft } from './test-work.ts';

const REQUIREMENTS = [1, 2, 3, 4].map((number) =>
  requirement(number, number === 4 ? { level: 'could' } : {}),
);
const ASKED = REQUIREMENTS.map(({ key, level, kind, source }) => ({ key, level, kind, source }));
const ENDED = ['done', 'failed', 'cancelled'];

/** A step of a story; numbers pick tasks by their place, whatever they are by then. */
type Act =
  | { act: 'edit'; edits: EditSeed[] }
  | { act: Steer }
  | { act: 'work'; fate: 'done' | 'fail'; tasks: number };
type Steer = 'undo' | 'redo' | 'approve' | 'reject' | 'replan' | 'cancel' | 'pause' | 'resume' | 'crash';
type EditSeed = { kind: PlanEdit['do']; a: number; b: number; key: number };

const place = fc.nat({ max: 9 });
const seed: fc.Arbitrary<EditSeed> = fc.record({
  kind: fc.constantFrom<PlanEdit['do'][]>(
    ...(['add', 'remove', 'change', 'split', 'merge', 'link', 'unlink', 'assign', 'replace'] as const),
  ),
  a: place,
  b: place,
  key: fc.nat({ max: 3 }),
});
const editing: fc.Arbitrary<Act> = fc.record({
  act: fc.constant('edit' as const),
  edits: fc.array(seed, { minLength: 1, maxLength: 3 }),
});
const steering = (...acts: Steer[]): fc.Arbitrary<Act> => fc.record({ act: fc.constantFrom(...acts) });
const working: fc.Arbitrary<Act> = fc.record({
  act: fc.constant('work' as const),
  fate: fc.constantFrom('done' as const, 'done' as const, 'done' as const, 'done' as const, 'fail' as const),
  tasks: fc.integer({ min: 1, max: 2 }),
});
/** A plan is edited, approved and worked on, then planned anew a few times in the middle of it. */
const story: fc.Arbitrary<Act[]> = fc
  .tuple(
    fc.array(fc.oneof(editing, editing, steering('undo', 'redo', 'crash')), { maxLength: 4 }),
    fc.array(
      fc.tuple(
        fc.array(fc.oneof(working, working, steering('cancel', 'pause', 'resume', 'crash')), {
          maxLength: 2,
        }),
        fc.array(fc.oneof(editing, editing, working, steering('undo', 'redo', 'cancel', 'crash')), {
          maxLength: 4,
        }),
        fc.constantFrom('approve' as const, 'reject' as const),
      ),
      { minLength: 1, maxLength: 4 },
    ),
  )
  .map(([edits, rounds]) => [
    ...edits,
    { act: 'approve' },
    ...rounds.flatMap(([before, during, answer]): Act[] => [
      ...before,
      { act: 'replan' },
      ...during,
      { act: 'resume' },
      { act: answer },
    ]),
    { act: 'work', fate: 'done', tasks: 20 },
  ]);

const drafts: fc.Arbitrary<TaskDraft[]> = fc.integer({ min: 3, max: 7 }).chain((size) =>
  fc
    .tuple(
      ...Array.from({ length: size }, (_, index) =>
        fc.record({
          needs: fc.subarray([...Array(index).keys()]),
          keys: fc.subarray(['R-1', 'R-2', 'R-3', 'R-4']),
        }),
      ),
    )
    .map((tasks) =>
      tasks.map(({ needs, keys }, index) =>
        taskDraft(`T-${index + 1}`, {
          dependsOn: needs.map((one) => `T-${one + 1}`),
          requirementKeys: index === 0 ? ['R-1', 'R-2', 'R-3'] : keys,
          expects: [`src/${index + 1}.ts`],
        }),
      ),
    ),
);

/** Plays acts one after the other; what is refused must change nothing. */
class Play {
  t: TestEngine;
  private boots = 1;
  /** How many more attempts come to an end before the rest hangs, and how. */
  private quota = 0;
  private fate: 'done' | 'fail' = 'done';
  private readonly first: TaskDraft[];

  constructor(first: TaskDraft[]) {
    this.first = first;
    this.t = testEngine();
    this.arrange();
    this.t.worker.start();
    this.t.act(
      ...openRun({ policy: 'manual', documents: 1 }),
      { type: 'intake.draft', documentId: 'doc_1', requirements: REQUIREMENTS },
      { type: 'intake.accept', runId: 'run_1' },
    );
  }

  private arrange(): void {
    this.t.runs['intake.read'] = async () => ok([]);
    this.t.runs['planning.decompose'] = async () => ok(planCommands(this.first));
    this.t.runs['planning.replan'] = async ({ planId }) =>
      this.boots % 3 === 2
        ? fail('refused', 'No idea.')
        : ok([{ type: 'planning.propose_rest', planId, tasks: [...this.first, EXTRA], requirements: ASKED }]);
    this.t.runs['attempt.run'] = async (input: AttemptInput) => {
      if (this.quota === 0) return new Promise<Result<Command[]>>(() => undefined);
      this.quota--;
      if (this.fate === 'fail') return fail('refused', 'No.');
      return ok([{ type: 'attempts.succeed', attemptId: input.attempt.id, output: outputOf(input) }]);
    };
  }

  plan() {
    return this.t.read.planning.planOf('run_1');
  }

  tasks() {
    return this.t.read.planning.tasksOf(this.plan()?.id ?? '');
  }

  async play(step: Act): Promise<void> {
    const planId = this.plan()?.id ?? '';
    switch (step.act) {
      case 'edit':
        this.send({
          type: 'planning.edit',
          planId,
          edits: this.editsFrom(step.edits),
          requirements: ASKED,
          by: 'person',
        });
        break;
      case 'undo':
      case 'redo':
        this.send({ type: `planning.${step.act}`, planId });
        break;
      case 'approve':
      case 'reject':
        this.answer(step.act);
        break;
      case 'replan':
        this.send({ type: 'planning.replan', runId: 'run_1', note: 'Again.', by: 'person' });
        break;
      case 'cancel': {
        const task = this.tasks().findLast(({ state }) => !ENDED.includes(state));
        if (task) this.send({ type: 'planning.cancel_task', taskId: task.id });
        break;
      }
      case 'pause':
      case 'resume':
        this.send({ type: `runs.${step.act}`, runId: 'run_1' });
        break;
      case 'crash':
        await this.crash();
        break;
      case 'work':
        [this.quota, this.fate] = [step.tasks, step.fate];
        // What hangs is taken up by the next boot.
        await this.crash();
    }
    await this.t.settle();
    this.skipStuck();
    await this.t.settle();
  }

  private send(command: Command): void {
    const before = JSON.stringify(sliceTables(this.t.db));
    const done = this.t.engine.dispatch([command], { by: 'person' });
    if (done.ok) return;
    expect(['invalid_input', 'conflict']).toContain(done.fault.type);
    expect(JSON.stringify(sliceTables(this.t.db))).toBe(before);
  }

  private answer(optionId: string): void {
    const asked = this.t.read.decisions
      .decisions({ open: true })
      .find(({ kind }) => kind.startsWith('approve_'));
    if (asked?.kind === 'approve_plan' && optionId === 'reject') return;
    if (asked) this.send({ type: 'decisions.answer', decisionId: asked.id, optionId, by: 'person' });
  }

  private skipStuck(): void {
    for (const { id, kind } of this.t.read.decisions.decisions({ open: true })) {
      if (kind === 'task_stuck')
        this.send({ type: 'decisions.answer', decisionId: id, optionId: 'skip', by: 'person' });
    }
  }

  private async crash(): Promise<void> {
    await this.t.settle();
    this.boots++;
    this.t.crash();
    this.t = testEngine({ home: this.t.home, boot: `b${this.boots}`, now: this.t.clock.now() });
    this.arrange();
    this.t.recover();
    this.t.worker.start();
  }

  private editsFrom(seeds: EditSeed[]): PlanEdit[] {
    const tasks = this.tasks();
    const keyAt = (at: number) => tasks[at % tasks.length]?.key ?? 'T-1';
    return seeds.map(({ kind, a, b, key: r }): PlanEdit => {
      const [key, other, requirementKeys] = [keyAt(a), keyAt(b), [`R-${r + 1}`]];
      const expects = [`src/new-${a}.ts`];
      const words = { brief: '', kind: 'feature', priority: 'low', complexity: 1 } as const;
      switch (kind) {
        case 'add':
          return { do: 'add', task: { ...words, title: 'New', requirementKeys, dependsOn: [key], expects } };
        case 'remove':
          return { do: 'remove', key, ...(a % 2 ? { giveTo: other } : {}) };
        case 'change':
          return { do: 'change', key, set: { title: `Title ${b}`, complexity: (b % 5) + 1 } };
        case 'split': {
          const part = { requirementKeys: [], expects };
          return {
            do: 'split',
            key,
            chained: b % 2 === 0,
            into: [
              { ...part, title: 'One' },
              { ...part, title: 'Two' },
            ],
          };
        }
        case 'merge':
          return { do: 'merge', keys: [key, other] };
        case 'link':
        case 'unlink':
          return { do: kind, key, dependsOn: [other] };
        case 'assign':
          return { do: 'assign', key, role: 'analyst', prefers: b % 2 ? 'coder' : null };
        default:
          return { do: 'replace', tasks: this.first, why: 'From the start.' };
      }
    });
  }
}

const EXTRA = taskDraft('T-1', { title: 'One more', expects: ['src/more.ts'], requirementKeys: ['R-4'] });

function planCommands(tasks: TaskDraft[]): Command[] {
  const planId = 'pln_1';
  return [
    { type: 'planning.draft', planId, runId: 'run_1', projectId: 'prj_1', name: 'shop', summary: 'A shop.' },
    { type: 'planning.add_tasks', planId, tasks },
    { type: 'planning.propose', planId },
  ];
}

function expectSound({ t, ...play }: { t: TestEngine; plan: Play['plan']; tasks: Play['tasks'] }): void {
  const tasks = play.tasks();
  const plan = play.plan();
  const states = tasks.map(({ state }) => state);
  const count = (state: string) => states.filter((each) => each === state).length;
  expect(plan?.counts).toEqual({
    total: tasks.length,
    open: states.filter((state) => !ENDED.includes(state)).length,
    done: count('done'),
    failed: count('failed'),
    cancelled: count('cancelled'),
  });
  expect(findCycle(tasks.map(({ key, dependsOn }) => ({ id: key, dependsOn })))).toBeUndefined();
  const byKey = new Map(tasks.map((task) => [task.key, task]));
  const links = tasks.flatMap((task) =>
    task.dependsOn.map((key) => [byKey.get(key)?.id ?? `no ${key}`, task.id].join()),
  );
  const rows = t.db.prepare('SELECT needs_id AS needed, task_id AS task FROM task_deps').all() as {
    needed: string;
    task: string;
  }[];
  expect(rows.map(({ needed, task }) => [needed, task].join()).sort()).toEqual(links.sort());
  for (const task of tasks) {
    expect(task.depsLeft).toBe(task.dependsOn.filter((key) => byKey.get(key)?.state !== 'done').length);
    if (task.depsLeft > 0) expect(['blocked', 'cancelled']).toContain(task.state);
  }
  if (count('failed') + count('cancelled') === 0) {
    const served = new Set(tasks.flatMap(({ requirementKeys }) => requirementKeys));
    expect(['R-1', 'R-2', 'R-3'].filter((key) => !served.has(key))).toEqual([]);
  }
  const planned = new Set(tasks.flatMap(({ requirementKeys }) => requirementKeys));
  for (const { key, coverage } of t.read.intake.requirementsOf('run_1')) {
    if (coverage === 'planned') expect(planned).toContain(key);
    if (coverage === 'uncovered') expect(planned).not.toContain(key);
  }
}

/** No task is over twice, and none starts again that was done. */
function expectNothingTwice(t: TestEngine): void {
  const over = t.events().flatMap((event) => {
    if (event.type === 'task.finished' || event.type === 'task.failed') return [event.taskId];
    return event.type === 'task.cancelled' ? [event.taskId] : [];
  });
  expect(over).toHaveLength(new Set(over).size);
  const done = t.events().flatMap((event) => (event.type === 'task.finished' ? [event.taskId] : []));
  for (const id of done) expect(t.read.planning.task(id)?.state).toBe('done');
}

function expectSameAfterReplay(t: TestEngine): void {
  const empty = testEngine();
  onTestFinished(empty.close);
  replay(t.db, empty.db);
  expect(sliceTables(empty.db)).toEqual(sliceTables(t.db));
}

async function leave(play: Play): Promise<void> {
  await play.t.settle();
  play.t.crash();
  await play.t.close();
}

describe('any plan with any edits', () => {
  it('stays sound through edits, approval, re-plans, failures and crashes, and the journal tells it all', async () => {
    await fc.assert(
      fc.asyncProperty(drafts, story, async (first, acts) => {
        const play = new Play(first);
        try {
          await play.t.settle();
          for (const step of acts) {
            await play.play(step);
            expectSound({ t: play.t, plan: () => play.plan(), tasks: () => play.tasks() });
          }
          expectNothingTwice(play.t);
          expect(play.tasks().filter(({ state }) => !ENDED.includes(state))).toEqual([]);
          expect(play.t.read.runs.get('run_1')?.phase).toBe('ended');
          expectSameAfterReplay(play.t);
        } finally {
          await leave(play);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('is the first plan again, byte for byte, when everything is undone, and the last one when all is done again', async () => {
    const edits = fc.array(fc.array(seed, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(drafts, edits, fc.boolean(), async (first, steps, crashed) => {
        const play = new Play(first);
        const rows = () => {
          const { tasks, task_deps, plans, requirements } = sliceTables(play.t.db);
          return JSON.stringify({ tasks, task_deps, plans, requirements });
        };
        try {
          await play.t.settle();
          const before = rows();
          for (const step of steps) await play.play({ act: 'edit', edits: step });
          const after = rows();
          const planId = 'pln_1';
          const made = play.t.read.planning.planSteps(planId).length;
          for (let left = made; left > 0; left--) play.t.act({ type: 'planning.undo', planId });
          if (crashed) await play.play({ act: 'crash' });
          expect(rows()).toBe(before);
          for (let left = made; left > 0; left--) play.t.act({ type: 'planning.redo', planId });
          expect(rows()).toBe(after);
        } finally {
          await leave(play);
        }
      }),
      { numRuns: 15 },
    );
  });
});
