import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CoverageInput, coverageMatrix, lastHashes } from './coverage.ts';
import { coverageCsv, coverageMarkdown } from './coverage-text.ts';
import { type Artifact, type Attempt, NO_USAGE } from './model/attempt.ts';
import type { Requirement } from './model/requirement.ts';
import { type Task, TaskState } from './model/task.ts';

const scope = { runId: 'run_1', projectId: 'prj_1' };

function requirement(number: number, more: Partial<Requirement> = {}): Requirement {
  const source = { start: 0, end: 1, line: number, headings: [] };
  return {
    ...{
      id: `req_${number}`,
      ...scope,
      documentId: 'doc_1',
      key: `R-${number}`,
      text: `Text ${number}`,
      source,
    },
    ...{ kind: 'rule', level: 'must', acceptance: [], state: 'accepted', coverage: 'uncovered' },
    ...more,
  };
}

function task(number: number, more: Partial<Task> = {}): Task {
  return {
    ...{
      id: `tsk_${number}`,
      planId: 'pln_1',
      ...scope,
      key: `T-${number}`,
      title: `Do ${number}`,
      brief: '',
    },
    ...{ kind: 'feature', role: 'implementer', needs: 'code', priority: 'normal', complexity: 1 },
    ...{ requirementKeys: [], dependsOn: [], expects: [], state: 'done', depsLeft: 0, attempts: 1 },
    ...more,
  };
}

const file = (path: string, sha256: string, change: Artifact['change'] = 'added'): Artifact => ({
  ...{ path, sha256, bytes: 1, change },
});

function attempt(number: number, taskId: string, covers: string[], files: Artifact[]): Attempt {
  const output = { files, gaps: [], covers, summary: '', usage: NO_USAGE };
  return {
    ...{ id: `att_${number}`, taskId, ...scope, number, series: 1, agentId: 'a', agentReason: '' },
    ...{ state: 'merged', queuedAt: 0, endedAt: number, output },
  };
}

const check = (attemptId: string) =>
  ({ attemptId, kind: 'tests', verdict: 'pass', summary: '3 tests' }) as const;

const INPUT: CoverageInput = {
  runId: 'run_1',
  requirements: [
    requirement(1, { coverage: 'covered' }),
    requirement(2, { level: 'could' }),
    requirement(3, { coverage: 'gap', coverageNote: 'No rule.' }),
    requirement(4, { coverage: 'planned' }),
    requirement(5, { state: 'rejected' }),
  ],
  tasks: [
    task(1, { requirementKeys: ['R-1', 'R-3'] }),
    task(2, { requirementKeys: ['R-4'], state: 'failed' }),
    task(3, { requirementKeys: ['R-1'], kind: 'review' }),
  ],
  attempts: [
    { ...attempt(1, 'tsk_1', ['R-1'], [file('old.ts', '0')]), state: 'rejected' },
    attempt(2, 'tsk_1', ['R-1'], [file('a.ts', '1'), file('gone.ts', '2', 'removed')]),
    attempt(3, 'tsk_3', ['R-1'], [file('report.md', '3')]),
  ],
  checks: [check('att_1'), check('att_2')],
};

describe('the coverage matrix', () => {
  it('joins requirement, task, the files of the attempt that counts, and its checks', () => {
    const row = coverageMatrix(INPUT).rows.find(({ key }) => key === 'R-1');
    expect(row?.tasks).toMatchObject([
      {
        key: 'T-1',
        covers: true,
        attemptId: 'att_2',
        files: [{ path: 'a.ts', sha256: '1' }],
        checks: [{ kind: 'tests', verdict: 'pass' }],
      },
      { key: 'T-3', covers: false },
    ]);
    expect(row).not.toHaveProperty('reason');
  });

  it('shows binding requirements without cover first, each with its reason', () => {
    const { rows, counts } = coverageMatrix(INPUT);
    expect(rows.map(({ key, reason }) => [key, reason])).toEqual([
      ['R-3', 'No rule.'],
      ['R-4', 'T-2 "Do 2" failed.'],
      ['R-2', 'No task works on it.'],
      ['R-1', undefined],
    ]);
    expect(counts).toEqual({ total: 4, covered: 1, gap: 1, planned: 1, uncovered: 1, openMusts: 2 });
  });

  it('shows the work of an earlier run that a requirement rests on', () => {
    const standing = { runId: 'run_0', taskId: 'tsk_0', taskKey: 'T-7', title: 'Before', files: [] };
    const covered = requirement(1, { coverage: 'covered', standing });
    const [row] = coverageMatrix({ ...INPUT, requirements: [covered], tasks: [] }).rows;
    expect(row?.tasks).toMatchObject([{ key: 'T-7', covers: true, earlierRunId: 'run_0', state: 'done' }]);
  });

  it('has a row for each requirement and a cell for each task that names it, whatever the rows say', () => {
    const key = fc.integer({ min: 1, max: 8 }).map((number) => `R-${number}`);
    const tasks = fc.array(
      fc.record({ requirementKeys: fc.uniqueArray(key), state: fc.constantFrom(...TaskState.options) }),
      { maxLength: 8 },
    );
    const levels = fc.array(fc.constantFrom('must', 'should', 'could'), { maxLength: 8 });
    const coverage = fc.constantFrom('uncovered', 'planned', 'covered', 'gap');
    fc.assert(
      fc.property(
        tasks,
        levels,
        fc.array(coverage, { minLength: 8, maxLength: 8 }),
        (made, found, states) => {
          const requirements = found.map((level, at) =>
            requirement(at + 1, { level, coverage: states[at] ?? 'gap' }),
          );
          const all = made.map((more, at) => task(at + 1, more));
          const { rows, counts } = coverageMatrix({ ...INPUT, requirements, tasks: all });
          expect(rows.map((row) => row.key).toSorted()).toEqual(
            requirements.map((each) => each.key).toSorted(),
          );
          for (const row of rows) {
            const named = all.filter(({ requirementKeys }) => requirementKeys.includes(row.key));
            const keys = row.tasks.map((cell) => cell.key);
            expect(keys).toEqual(expect.arrayContaining(named.map((each) => each.key)));
            expect(row.reason === undefined).toBe(row.coverage === 'covered');
          }
          const open = rows.map((row) => row.coverage !== 'covered' && row.level === 'must');
          expect(open.lastIndexOf(true)).toBe(counts.openMusts - 1);
          expect(counts.covered + counts.gap + counts.planned + counts.uncovered).toBe(counts.total);
        },
      ),
    );
  });
});

describe('the last hash of a path', () => {
  it('is that of the latest attempt that was taken, and none for what was removed', () => {
    const hashes = lastHashes([
      attempt(2, 'tsk_1', [], [file('a.ts', 'new'), file('b.ts', 'x', 'removed')]),
      attempt(1, 'tsk_1', [], [file('a.ts', 'old'), file('b.ts', 'old')]),
      { ...attempt(3, 'tsk_1', [], [file('a.ts', 'refused')]), state: 'rejected' },
    ]);
    expect([...hashes]).toEqual([['a.ts', 'new']]);
  });
});

describe('the matrix as text', () => {
  const hostile = requirement(1, { text: '=cmd|"x", <b>\nnew line', coverageNote: 'a | b', coverage: 'gap' });
  const matrix = coverageMatrix({ ...INPUT, requirements: [hostile] });

  it('keeps a spreadsheet from taking a cell for a formula, and quotes what needs it', () => {
    expect(coverageCsv(matrix).split('\r\n')[1]).toContain(
      'R-1,must,gap,"\'=cmd|""x"", <b>\nnew line",a | b,T-1,done',
    );
  });

  it('keeps a Markdown table whole', () => {
    expect(coverageMarkdown(matrix, 'Coverage')).toContain(
      '| R-1 | must | gap | =cmd\\|"x", &lt;b> new line | a \\| b | T-1 Do 1, T-3 Do 3 |',
    );
  });
});
