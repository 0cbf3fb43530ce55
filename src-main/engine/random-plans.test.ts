import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '#shared/commands.ts';
import { fail, ok, type Result } from '#shared/faults.ts';
import type { TaskDraft } from '#shared/model/task.ts';
import type { AttemptInput } from '../slices/attempts/attempt-input.ts';
import type { ValidationInput } from '../slices/validation/run.ts';
import { wantedWorktrees } from './attempt-reads.ts';
import { type TestEngine, testEngine } from './test-engine.ts';
import { concluded, FAILED, MERGED, openPlan, outputOf, PASSED, taskDraft } from './test-work.ts';

const OUTCOMES = [
  'success',
  'success',
  'reject',
  'retryable',
  'refused',
  'conflict',
  'cancel',
  'lost',
] as const;
type Outcome = (typeof OUTCOMES)[number];

/** A graph as lists of earlier tasks that each task needs, what becomes of each attempt in turn, and how questions are answered. */
type Story = {
  needs: number[][];
  outcomes: Outcome[];
  answers: ('retry' | 'skip' | 'stop' | 'ours' | 'theirs' | 'again')[];
  milestones: boolean[];
};

const story: fc.Arbitrary<Story> = fc.integer({ min: 1, max: 9 }).chain((size) =>
  fc.record({
    needs: fc.tuple(...Array.from({ length: size }, (_, index) => fc.subarray([...Array(index).keys()]))),
    outcomes: fc.array(fc.constantFrom(...OUTCOMES), { minLength: 1, maxLength: 25 }),
    answers: fc.array(fc.constantFrom('retry', 'retry', 'skip', 'skip', 'stop', 'ours', 'theirs', 'again'), {
      maxLength: 6,
    }),
    milestones: fc.array(fc.boolean(), { minLength: size, maxLength: size }),
  }),
);

const ENDED = ['done', 'failed', 'cancelled'];
const hang = () => new Promise<Result<Command[]>>(() => undefined);

/** Plays a story to its end: nothing runs or waits any more but for a person, or the run is over. */
class Play {
  t: TestEngine;
  private readonly story: Story;
  private readonly fates = new Map<string, Outcome>();
  private boots = 1;

  constructor(told: Story) {
    this.story = told;
    this.t = testEngine();
    this.arrange();
    this.t.worker.start();
    this.t.act(...openPlan(draftsOf(told), 'manual'));
    this.choose('approve');
  }

  async toTheEnd(): Promise<void> {
    for (let step = 0; step < 200; step++) {
      await this.t.settle();
      expectCountersToFit(this.t);
      if (this.t.read.runs.get('run_1')?.state !== 'active') return;
      const stuck = this.t.worker.inFlight().find(({ kind }) => kind === 'attempt.run');
      if (stuck && this.fates.get(stuck.subject) === 'cancel') this.cancel(stuck.subject);
      else if (stuck) this.crash();
      else if (this.t.read.decisions.openDecisions('run_1').length > 0)
        this.choose(this.story.answers.shift());
      else this.t.clock.advance(1_000);
    }
    throw new Error('the story does not end');
  }

  private arrange(): void {
    const { outcomes } = this.story;
    let next = this.fates.size;
    const fateOf = (attemptId: string): Outcome => {
      const known = this.fates.get(attemptId);
      const fate = known ?? outcomes[next++ % outcomes.length] ?? 'success';
      // A story of nothing but crashes would not end.
      const settled = fate === 'lost' && this.boots > 4 ? 'success' : fate;
      this.fates.set(attemptId, known ?? settled);
      return this.fates.get(attemptId) ?? settled;
    };
    this.t.runs['attempt.run'] = async (input: AttemptInput) => {
      const fate = fateOf(input.attempt.id);
      if (fate === 'cancel' || fate === 'lost') return hang();
      if (fate === 'retryable') return fail('provider', 'Broken pipe.');
      if (fate === 'refused') return fail('refused', 'No.');
      return ok([{ type: 'attempts.succeed', attemptId: input.attempt.id, output: outputOf(input) }]);
    };
    this.t.runs['validation.run'] = async (input: ValidationInput) =>
      ok([concluded(input, fateOf(input.attempt.id) === 'reject' ? FAILED : PASSED)]);
    this.t.runs['workspace.merge'] = async ({ attempt }: ValidationInput) =>
      fateOf(attempt.id) === 'conflict'
        ? fail('conflict', 'It does not fit.')
        : ok([{ type: 'attempts.merged', attemptId: attempt.id, ...MERGED }]);
  }

  private choose(option = 'skip'): void {
    const [open] = this.t.read.decisions.decisions({ open: true });
    // Sides are offered only where there is a conflict.
    const optionId = open?.options.some(({ id }) => id === option) ? option : 'skip';
    this.t.act({ type: 'decisions.answer', decisionId: open?.id ?? '', optionId, by: 'person' });
  }

  private cancel(attemptId: string): void {
    const taskId = this.t.read.attempts.attempt(attemptId)?.taskId ?? '';
    this.t.act({ type: 'planning.cancel_task', taskId });
    // The cancelled work ignores its signal; only the next boot gets its slot back.
    this.fates.set(attemptId, 'lost');
  }

  private crash(): void {
    this.boots++;
    this.t.crash();
    this.t = testEngine({ home: this.t.home, boot: `b${this.boots}`, now: this.t.clock.now() });
    this.arrange();
    this.t.recover();
    this.t.worker.start();
  }
}

function draftsOf({ needs, milestones }: Story): TaskDraft[] {
  return needs.map((earlier, index) =>
    taskDraft(`T-${index}`, {
      dependsOn: earlier.map((one) => `T-${one}`),
      ...(milestones[index] ? { kind: 'milestone' } : {}),
    }),
  );
}

/** The counters of the plan are the counts of its tasks, and no task waits for less than nothing. */
function expectCountersToFit(t: TestEngine): void {
  const tasks = t.read.planning.tasksOf('pln_1');
  const count = (state: string) => tasks.filter((task) => task.state === state).length;
  const [done, failed, cancelled] = ENDED.map(count) as [number, number, number];
  const counts = {
    total: tasks.length,
    open: tasks.length - done - failed - cancelled,
    done,
    failed,
    cancelled,
  };
  expect(t.read.planning.plan('pln_1')?.counts).toEqual(counts);
  const byKey = new Map(tasks.map((task) => [task.key, task]));
  for (const task of tasks) {
    const left = task.dependsOn.filter((key) => byKey.get(key)?.state !== 'done').length;
    expect(task.depsLeft).toBe(left);
    if (left > 0) expect(['blocked', 'cancelled']).toContain(task.state);
  }
}

/** No attempt starts, ends, is judged or merged twice, and each task is over at most once. */
function expectNothingTwice(t: TestEngine): void {
  const seen = new Map<string, number>();
  const note = (key: string) => seen.set(key, (seen.get(key) ?? 0) + 1);
  for (const event of t.events()) {
    switch (event.type) {
      case 'attempt.started':
      case 'attempt.succeeded':
      case 'checks.concluded':
      case 'attempt.merged':
        note(`${event.type} ${event.attemptId}`);
        break;
      case 'attempt.failed':
      case 'attempt.rejected':
        note(`ended ${event.attemptId}`);
        break;
      case 'task.finished':
      case 'task.failed':
        note(`over ${event.taskId}`);
        break;
      case 'task.cancelled':
        for (const id of [event.taskId, ...event.cancelled]) note(`over ${id}`);
        break;
      case 'plan.finished':
      case 'run.ended':
        note(event.type);
        break;
      default:
    }
  }
  expect([...seen].filter(([, times]) => times > 1)).toEqual([]);
}

describe('any plan with any outcomes', () => {
  it('ends with every task over, counters that fit, and nothing done twice', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        const play = new Play(structuredClone(told));
        try {
          await play.toTheEnd();
          const { read, outbox } = play.t;
          expect(read.planning.tasksOf('pln_1').filter(({ state }) => !ENDED.includes(state))).toEqual([]);
          expect(read.decisions.openDecisions('run_1')).toEqual([]);
          expect(wantedWorktrees(read, 'prj_1').filter((id) => !isMilestone(play.t, id))).toEqual([]);
          expect(outbox.counts()).toEqual({ waiting: 0, running: 0 });
          expectNothingTwice(play.t);
        } finally {
          await play.t.settle();
          play.t.crash();
          await play.t.close();
        }
      }),
      { numRuns: 40 },
    );
  });
});

function isMilestone({ read }: TestEngine, attemptId: string): boolean {
  const taskId = read.attempts.attempt(attemptId)?.taskId ?? '';
  return read.planning.task(taskId)?.kind === 'milestone';
}
