import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Event, EventOf, EventType } from '#shared/events.ts';
import { fault } from '#shared/faults.ts';
import { NO_USAGE } from '#shared/model/attempt.ts';
import type { Capsule } from '#shared/model/capsule.ts';
import type { Check } from '#shared/model/check.ts';
import type { Decision } from '#shared/model/decision.ts';
import type { Difference } from '#shared/model/difference.ts';
import type { PlanTemplate } from '#shared/model/plan-template.ts';
import { DEFAULT_SETTINGS } from '#shared/model/project.ts';
import type { Signal } from '#shared/model/signal.ts';
import { attemptsInRun } from './attempt-reads.ts';
import { flow } from './flow.ts';
import type { Step } from './step.ts';
import { type TestEngine, testEngine } from './test-engine.ts';
import { FAILED, openPlan, PASSED, requirement, taskDraft } from './test-work.ts';

let t: TestEngine;
/** The task whose attempt is queued, the one that waits for it, and the attempt. */
let ids: { first: string; second: string; attempt: string };

beforeEach(() => {
  t = testEngine();
  onTestFinished(t.close);
  const document = { documentId: 'doc_1', projectId: 'prj_1', runId: 'run_1', name: '1.md' } as const;
  t.act(
    ...openPlan([taskDraft('T-1'), taskDraft('T-2', { dependsOn: ['T-1'] })]),
    { type: 'intake.add', ...document, mediaType: 'text/plain', bytes: 1, sha256: '' },
    { type: 'capsules.cut', runId: 'run_1', projectId: 'prj_1', name: 'shop', complete: true },
  );
  const [first, second] = t.read.planning.tasksOf('pln_1');
  const [attempt] = attemptsInRun(t.read, 'run_1');
  ids = { first: first?.id ?? '', second: second?.id ?? '', attempt: attempt?.id ?? '' };
});

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a row is missing');
  return value;
}

/** A step in words. */
function say(step: Step): string {
  switch (step.do) {
    case 'command':
      return 'signal' in step.command ? `signal ${step.command.signal.type}` : step.command.type;
    case 'effect': {
      const { kind, subject, notBefore } = step.effect;
      return `do ${kind} ${subject}${notBefore > 0 ? ` at ${notBefore}` : ''}`;
    }
    case 'cancel':
      return `cancel ${'runId' in step.what ? step.what.runId : step.what.subject}`;
    default:
      return `${step.do} ${step.runId}`;
  }
}

const why = fault('internal', 'Because.');
const run = { runId: 'run_1' };
const scope = { ...run, projectId: 'prj_1' };
const plan = { planId: 'pln_1', ...run };
const work = () => ({ attemptId: ids.attempt, taskId: ids.first, ...run });
const output = { files: [], gaps: [], covers: [], summary: '', usage: NO_USAGE };
const capsuleId = () => t.read.capsules.capsuleOf('run_1')?.id ?? '';
const decision = (more: Partial<Decision> = {}): Decision => ({
  ...{ id: 'dec_9', ...scope, kind: 'task_stuck', title: '', context: '', risk: 'low', options: [] },
  ...{ defaultOption: 'a', state: 'open', askedAt: 1 },
  ...more,
});
const offered = (): EventOf<'handover.offered'> => ({
  type: 'handover.offered',
  handover: {
    ...{ ...scope, from: 'orchestrator/main', commit: 'c', into: 'main', paths: ['a'], files: 1 },
    state: 'offered',
  },
});
const check = (result: typeof PASSED): Check => ({
  ...result,
  ...work(),
  id: 'chk_1',
  projectId: 'prj_1',
  at: 1,
});
const finished = (more: Partial<EventOf<'task.finished'>> = {}): Event => ({
  ...{ type: 'task.finished', taskId: ids.first, planId: 'pln_1', ...run, attemptId: ids.attempt },
  ...{ covers: [], gaps: [], unblocked: [] },
  ...more,
});

const DIFFERENCE: Difference = {
  ...run,
  since: { runId: 'run_0', title: '', at: 1 },
  documents: [],
  ...{ unchanged: 1, changed: 0, added: 0, removed: 1, standing: [], reopened: [] },
  items: [
    {
      ...{ key: 'R-9', change: 'removed', documentId: 'doc_0', level: 'must', text: 'Gone.', line: 1 },
      ...{ tasks: [], files: [] },
    },
  ],
};

/** Every event of the story, and what follows from it in words. `$a` is the attempt, `$t` its task. */
const STORY: { [K in EventType]: [() => Event, string[]][] } = {
  'project.created': [
    [
      () => ({
        type: 'project.created',
        project: { id: 'p', name: '', root: '/', policy: 'manual', settings: DEFAULT_SETTINGS, createdAt: 1 },
      }),
      [],
    ],
  ],
  'project.moved': [[() => ({ type: 'project.moved', projectId: 'p', root: '/new' }), []]],
  'project.configured': [
    [() => ({ type: 'project.configured', projectId: 'p', settings: DEFAULT_SETTINGS }), []],
  ],
  'agent.registered': [[() => ({ type: 'agent.registered', profile: must(t.read.agents.list()[0]) }), []]],
  'run.opened': [
    [
      () => ({
        type: 'run.opened',
        run: { ...must(t.read.runs.get('run_1')), deadlineAt: 77 },
      }),
      ['do run.time_out run_1 at 77'],
    ],
  ],
  'run.paused': [[() => ({ type: 'run.paused', ...run }), ['pause run_1']]],
  'run.resumed': [
    [
      () => ({ type: 'run.resumed', ...run, deadlineAt: 88 }),
      ['resume run_1', 'do run.time_out run_1 at 88'],
    ],
  ],
  'run.extended': [
    [() => ({ type: 'run.extended', ...run, deadlineAt: 99 }), ['do run.time_out run_1 at 99']],
  ],
  'run.unsandboxed': [[() => ({ type: 'run.unsandboxed', ...run }), []]],
  'run.ended': [
    [
      () => ({ type: 'run.ended', ...run, state: 'stopped' }),
      ['cancel run_1', 'resume run_1', 'decisions.withdraw', 'planning.cancel', 'do workspace.tidy prj_1'],
    ],
  ],
  'document.added': [
    [
      () => ({ type: 'document.added', document: must(t.read.intake.document('doc_1')) }),
      ['do intake.read doc_1'],
    ],
  ],
  'requirements.drafted': [
    [
      () => {
        t.act({ type: 'intake.draft', documentId: 'doc_1', requirements: [requirement(1)] });
        return { type: 'requirements.drafted', documentId: 'doc_1', ...run, requirements: [] };
      },
      ['signal requirement'],
    ],
    [
      () => ({ type: 'requirements.drafted', documentId: 'doc_1', ...run, requirements: [], rest: ['a'] }),
      ['do intake.read doc_1'],
    ],
    [() => ({ type: 'requirements.drafted', documentId: 'doc_1', ...run, requirements: [] }), []],
  ],
  'document.failed': [
    [() => ({ type: 'document.failed', documentId: 'doc_1', ...run, fault: why }), ['signal requirement']],
  ],
  'intake.completed': [
    [() => ({ type: 'intake.completed', ...run, requirements: 3, failed: 0 }), ['decisions.ask']],
    [() => ({ type: 'intake.completed', ...run, requirements: 0, failed: 1 }), ['runs.end']],
  ],
  'difference.noted': [
    [
      () => ({ type: 'difference.noted', ...run, difference: DIFFERENCE, carried: [] }),
      ['signal requirement', 'decisions.ask'],
    ],
  ],
  'requirements.accepted': [[() => ({ type: 'requirements.accepted', ...run }), ['planning.request']]],
  'requirements.rejected': [[() => ({ type: 'requirements.rejected', ...run }), ['runs.end']]],
  'plan.requested': [[() => ({ type: 'plan.requested', ...scope }), ['do planning.decompose run_1']]],
  'plan.drafted': [[() => ({ type: 'plan.drafted', plan: must(t.read.planning.plan('pln_1')) }), []]],
  'tasks.added': [[() => ({ type: 'tasks.added', planId: 'pln_1', tasks: [] }), []]],
  'plan.proposed': [[() => ({ type: 'plan.proposed', ...plan }), ['decisions.ask']]],
  'plan.edited': [
    [() => edited({ type: 'plan.edited', edits: [], by: 'person' }), ['decisions.restate']],
    [
      () => ({ type: 'plan.edited', ...plan, number: 1, edits: [], by: 'person', change: nothingChanged }),
      [],
    ],
  ],
  'plan.edit_undone': [[() => edited({ type: 'plan.edit_undone' }), ['decisions.restate']]],
  'plan.edit_redone': [[() => edited({ type: 'plan.edit_redone' }), ['decisions.restate']]],
  'replan.requested': [
    [() => ({ type: 'replan.requested', ...plan, by: 'person' }), ['do planning.replan pln_1']],
  ],
  'replan.proposed': [
    [() => ({ type: 'replan.proposed', ...plan, version: 2, change: nothingChanged }), ['decisions.ask']],
  ],
  'replan.dropped': [
    [() => ({ type: 'replan.dropped', ...plan, change: nothingChanged }), ['planning.release']],
  ],
  'replan.failed': [
    [() => ({ type: 'replan.failed', ...plan, fault: why }), ['signal quality_issue', 'planning.release']],
  ],
  'template.saved': [[() => ({ type: 'template.saved', template: {} as PlanTemplate }), []]],
  'template.removed': [[() => ({ type: 'template.removed', name: 'shop' }), []]],
  'plan.approved': [[() => ({ type: 'plan.approved', ...plan }), ['planning.release']]],
  'plan.rejected': [[() => ({ type: 'plan.rejected', ...plan }), ['runs.end']]],
  'plan.failed': [[() => ({ type: 'plan.failed', ...run, fault: why }), ['runs.end']]],
  'tasks.released': [
    [
      () => ({ type: 'tasks.released', planId: 'pln_1', taskIds: [ids.first], more: false }),
      ['attempts.queue'],
    ],
    [
      () => ({ type: 'tasks.released', planId: 'pln_1', taskIds: [], more: true }),
      ['do planning.release pln_1'],
    ],
  ],
  'task.waiting': [[() => ({ type: 'task.waiting', taskId: ids.first, ...run }), []]],
  'task.reopened': [
    [() => ({ type: 'task.reopened', taskId: ids.first, ...run }), ['decisions.withdraw', 'attempts.queue']],
  ],
  'task.finished': [
    [() => finished(), []],
    [
      () => finished({ unblocked: [ids.second], gaps: [{ requirementKey: 'R-1', reason: 'x' }] }),
      ['attempts.queue', 'signal quality_issue'],
    ],
  ],
  'task.failed': [
    [() => ({ type: 'task.failed', taskId: ids.first, ...plan, fault: why, cancelled: [] }), []],
  ],
  'task.cancelled': [
    [
      () => ({ type: 'task.cancelled', taskId: ids.first, ...plan, cancelled: [] }),
      ['cancel $a', 'decisions.withdraw', 'do workspace.tidy prj_1'],
    ],
  ],
  'plan.finished': [[() => ({ type: 'plan.finished', ...plan, complete: false }), ['runs.end']]],
  'plan.cancelled': [
    [() => ({ type: 'plan.cancelled', ...plan }), ['cancel run_1', 'do workspace.tidy prj_1']],
  ],
  'attempt.queued': [
    [
      () => ({
        type: 'attempt.queued',
        attempt: must(t.read.attempts.attempt(ids.attempt)),
        priority: 'low',
        notBefore: 5,
      }),
      ['do attempt.run $a at 5'],
    ],
  ],
  'attempt.started': [[() => ({ type: 'attempt.started', ...work() }), []]],
  'attempt.succeeded': [[() => ({ type: 'attempt.succeeded', ...work(), output }), ['validation.start']]],
  'attempt.failed': [
    [() => ({ type: 'attempt.failed', ...work(), state: 'failed', fault: why }), ['attempts.next']],
    [() => ({ type: 'attempt.failed', ...work(), state: 'lost', fault: why }), ['attempts.next']],
    [() => ({ type: 'attempt.failed', ...work(), state: 'cancelled', fault: why }), []],
  ],
  'attempt.held': [[() => held(1), ['planning.hold_task', 'decisions.ask']]],
  'attempt.ruled': [
    [() => ruled(held(1), 0), ['planning.reopen_task']],
    [() => ruled(held(2), 1), []],
  ],
  'attempt.rejected': [
    [
      () => ({ type: 'attempt.rejected', ...work(), feedback: 'x' }),
      ['attempts.next', 'do workspace.tidy prj_1'],
    ],
  ],
  'attempt.merged': [
    [
      () => ({ type: 'attempt.merged', ...work(), commit: 'c', how: 'rebase', sweepAt: 55 }),
      ['planning.finish_task', 'do workspace.sweep $a at 55'],
    ],
  ],
  'attempts.exhausted': [
    [
      () => ({ type: 'attempts.exhausted', ...work(), fault: why }),
      ['planning.hold_task', 'signal quality_issue', 'decisions.ask'],
    ],
  ],
  'validation.started': [[() => ({ type: 'validation.started', ...work() }), ['do validation.run $a']]],
  'checks.concluded': [
    [
      () => ({ type: 'checks.concluded', ...work(), verdict: 'fail', checks: [check(FAILED)] }),
      ['signal quality_issue', 'attempts.reject'],
    ],
    [() => ({ type: 'checks.concluded', ...work(), verdict: 'pass', checks: [] }), ['planning.finish_task']],
    [
      () => withCommit({ type: 'checks.concluded', ...work(), verdict: 'pass', checks: [check(PASSED)] }),
      ['do workspace.merge $a'],
    ],
  ],
  'signal.raised': [[() => ({ type: 'signal.raised', signal: {} as Signal }), []]],
  'decision.asked': [
    [() => asked(decision()), ['signal decision_needed']],
    [() => asked(decision({ deadlineAt: 88 })), ['signal decision_needed', 'do decision.expire dec_9 at 88']],
    [() => asked(decision({ state: 'answered' })), []],
  ],
  'decision.answered': [[() => answered('decision.answered'), ['runs.pause']]],
  'decision.expired': [[() => answered('decision.expired'), ['runs.pause']]],
  'decision.restated': [
    [() => ({ type: 'decision.restated', decisionId: 'dec_9', ...run, title: '', context: '' }), []],
  ],
  'decision.withdrawn': [
    [() => ({ type: 'decision.withdrawn', decisionId: 'dec_9', ...run, reason: '' }), []],
  ],
  'capsule.cut': [
    [() => ({ type: 'capsule.cut', capsule: { id: 'cap_9', ...run } as Capsule }), ['do capsule.pack cap_9']],
  ],
  'capsule.packed': [
    [
      () => ({
        type: 'capsule.packed',
        capsuleId: capsuleId(),
        ...run,
        path: '',
        manifestSha256: '',
        files: 1,
        bytes: 1,
      }),
      ['signal integration', 'runs.end'],
    ],
    [
      () => {
        t.slices.apply(offered(), 1);
        return {
          type: 'capsule.packed',
          ...{ capsuleId: capsuleId(), ...run, path: '', manifestSha256: '', files: 1, bytes: 1 },
        };
      },
      ['signal integration', 'decisions.ask'],
    ],
  ],
  'capsule.failed': [
    [() => ({ type: 'capsule.failed', capsuleId: capsuleId(), ...run, fault: why }), ['runs.end']],
  ],
  'handover.offered': [[() => offered(), []]],
  'handover.begun': [[() => ({ type: 'handover.begun', ...run }), ['do workspace.hand_over run_1']]],
  'handover.merged': [
    [
      () => {
        t.slices.apply(offered(), 1);
        return { type: 'handover.merged', ...run, commit: 'c' };
      },
      ['signal integration', 'runs.end'],
    ],
  ],
  'handover.refused': [
    [
      () => {
        t.slices.apply(offered(), 1);
        return { type: 'handover.refused', ...run, fault: why };
      },
      ['decisions.ask'],
    ],
  ],
  'handover.declined': [[() => ({ type: 'handover.declined', ...run }), ['runs.end']]],
  'capsule.moved': [[() => ({ type: 'capsule.moved', capsuleId: capsuleId(), path: '/new' }), []]],
  'capsule.delivered': [
    [
      () => ({
        type: 'capsule.delivered',
        capsuleId: capsuleId(),
        delivery: { kind: 'folder', to: '/out', files: 1, at: 1 },
      }),
      [],
    ],
  ],
};

/** The attempt has kept work aside that is in the way of so many files. */
function held(count: number): Event {
  const files = Array.from({ length: count }, (_, i) => {
    return { path: `${i}.ts`, change: 'modified' as const, sha256: 'a' };
  });
  const kept = { commit: 'c', baseCommit: 'b', files, paths: [], gaps: [], covers: [], summary: '' };
  return { type: 'attempt.held', ...work(), kept, diffs: {} };
}

function ruled(before: Event, open: number): Event {
  t.act({ type: 'attempts.start', attemptId: ids.attempt });
  t.slices.apply(before, 1);
  t.slices.apply({ type: 'task.waiting', taskId: ids.first, ...run }, 1);
  return { type: 'attempt.ruled', ...work(), paths: ['0.ts'], ruling: 'mine', open };
}

const nothingChanged = { before: [], after: [], unserved: [] };

/** The approval of the plan is open when it is edited. */
function edited(
  event: { type: 'plan.edited'; edits: []; by: string } | { type: 'plan.edit_undone' | 'plan.edit_redone' },
): Event {
  asked(decision({ kind: 'approve_plan' }));
  return { ...plan, number: 1, change: nothingChanged, ...event };
}

/** The attempt has left a commit behind when its checks are concluded. */
function withCommit(event: Event): Event {
  const committed = { ...output, commit: 'c' };
  t.act(
    { type: 'attempts.start', attemptId: ids.attempt },
    { type: 'attempts.succeed', attemptId: ids.attempt, output: committed },
  );
  return event;
}

function asked(value: Decision): Event {
  const event: Event = {
    type: 'decision.asked',
    decision: value,
    holds: { a: [{ type: 'runs.pause', ...run }] },
  };
  t.slices.apply(event, 1);
  return event;
}

function answered(type: 'decision.answered' | 'decision.expired'): Event {
  asked(decision());
  return { type, decisionId: 'dec_9', ...run, answer: { optionId: 'a', by: 'person', at: 2 } };
}

const CASES = Object.entries(STORY).flatMap(([type, cases]) =>
  cases.map(([event, steps]): [string, string, () => Event, string[]] => [
    type,
    steps.join(', ') || 'nothing',
    event,
    steps,
  ]),
);

describe('the story', () => {
  it.each(CASES)('after %s: %s', (_type, _words, event, steps) => {
    const happened = event();
    const said = flow(happened, t.read).map(say);
    expect(said.map((words) => words.replace(ids.attempt, '$a').replace(ids.first, '$t'))).toEqual(steps);
  });

  it('says the outcome of a run with its capsule', () => {
    const [, end] = flow({ ...(STORY['capsule.packed'][0]?.[0]() as Event) }, t.read);
    expect(end).toMatchObject({ do: 'command', command: { type: 'runs.end', state: 'finished' } });
  });

  it('gives an architecture no credit for requirements it only speaks of', () => {
    t.act({
      type: 'runs.open',
      ...scope,
      runId: 'run_2',
      title: '',
      policy: 'manual',
      documents: 0,
      timeoutMs: 1,
    });
    t.act(
      { type: 'planning.draft', planId: 'pln_2', projectId: 'prj_1', runId: 'run_2', name: 'n', summary: '' },
      { type: 'planning.add_tasks', planId: 'pln_2', tasks: [taskDraft('T-1', { kind: 'architecture' })] },
    );
    const [task] = t.read.planning.tasksOf('pln_2');
    if (!task) throw new Error('no task');
    t.act({ type: 'attempts.queue', task, agentId: 'coder', agentReason: '' });
    const [attempt] = t.read.attempts.attemptsOf(task.id);
    const attemptId = attempt?.id ?? '';
    const covering = { ...output, covers: ['R-1'], gaps: [{ requirementKey: 'R-2', reason: 'x' }] };
    t.slices.apply(
      { type: 'attempt.succeeded', attemptId, taskId: task.id, runId: 'run_2', output: covering },
      1,
    );
    const [finish] = flow(
      {
        type: 'attempt.merged',
        attemptId,
        taskId: task.id,
        runId: 'run_2',
        commit: 'c',
        how: 'merge',
        sweepAt: 5,
      },
      t.read,
    );
    expect(finish).toMatchObject({
      command: { evidence: { covers: [], gaps: [{ requirementKey: 'R-2' }], commit: 'c' } },
    });
  });
});
