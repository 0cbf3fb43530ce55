import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { fault } from '#shared/faults.ts';
import type { Decision } from '#shared/model/decision.ts';
import type { Requirement } from '#shared/model/requirement.ts';
import type { Run } from '#shared/model/run.ts';
import type { RunSummary } from '#shared/model/summary.ts';
import { decisionsText, reportText } from './summary-text.ts';

const cwd = resolve('/home/ada/work');

const run: Run = {
  ...{
    id: 'run_1',
    projectId: 'prj_1',
    title: 'Shop',
    policy: 'manual',
    state: 'incomplete',
    phase: 'ended',
  },
  ...{ openedAt: 0, deadlineAt: 1, fault: fault('internal', 'One task failed.', { hint: 'Look at it.' }) },
};

const summary: RunSummary = {
  ...{ runId: 'run_1', status: 'incomplete', requirements: 3, covered: 2, uncovered: 1 },
  ...{ tasks: { total: 4, done: 2, failed: 1, cancelled: 1 }, attempts: 7, decisionsOpen: 0, signals: 2 },
  ...{ capsule: { version: '0.1.0', path: resolve('/data/capsules/cap_1') } },
  ...{ workspace: resolve(cwd, 'shop'), durationMs: 12_000 },
};

const open: Requirement = {
  ...{
    id: 'req_3',
    projectId: 'prj_1',
    runId: 'run_1',
    documentId: 'doc_1',
    key: 'R-3',
    kind: 'rule',
    level: 'must',
  },
  ...{
    text: 'Orders must be unique.\nAlways.',
    acceptance: [],
    source: { start: 0, end: 1, line: 1, headings: [] },
  },
  ...{ state: 'accepted', coverage: 'gap', coverageNote: 'no rule for this' },
};

const decision: Decision = {
  ...{
    id: 'dec_1',
    projectId: 'prj_1',
    runId: 'run_1',
    kind: 'approve_plan',
    title: 'Approve?',
    context: '',
  },
  ...{ risk: 'low', defaultOption: 'yes', state: 'open', askedAt: 0 },
  options: [
    { id: 'yes', label: 'Yes', consequence: 'Goes on.' },
    { id: 'no', label: 'No', consequence: 'Ends.' },
  ],
};

it('says what came out, what is missing and why, and what to do next', () => {
  const failed = [{ key: 'T-4', title: 'Write orders', reason: 'It took too long.' }];
  const text = reportText({ run, summary, open: [open], failed, decisions: [] }, cwd);
  expect(text).toBe(`Ended incomplete after 12 s: Shop
  run           run_1
  requirements  3, 2 covered, 1 not
  tasks         2 of 4 done (1 failed, 1 cancelled)
  attempts      7
  signals       2
  workspace     ./shop
  capsule       0.1.0 in /data/capsules/cap_1

Why: One task failed.
Look at it.

Failed tasks:
  T-4  Write orders  It took too long.

Not covered:
  R-3  must  Orders must be unique.  no rule for this

To take it out: orchestrator export 0.1.0 --to <path>`);
});

it('lists a few of many and says how many more there are', () => {
  const many = Array.from({ length: 25 }, (_, at) => ({ ...open, key: `R-${at}` }));
  expect(reportText({ run, summary, open: many, failed: [], decisions: [] }, cwd)).toContain('… and 15 more');
});

it('says how to answer and how to go on while it waits', () => {
  const waiting = { ...summary, status: 'waiting' as const, capsule: null };
  const text = reportText({ run, summary: waiting, open: [], failed: [], decisions: [decision] }, cwd);
  expect(text).toContain('orchestrator decide dec_1 no');
  expect(text).toContain('To go on: orchestrator run --resume run_1');
});

it('gives the command for each option', () => {
  expect(decisionsText([decision])).toBe(`1 decision waiting for an answer:
  Approve?
    orchestrator decide dec_1 yes  Yes (default): Goes on.
    orchestrator decide dec_1 no   No: Ends.`);
});
