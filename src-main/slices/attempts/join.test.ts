import { join as joinPath } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ok } from '#shared/faults.ts';
import type { CheckResult } from '#shared/model/check.ts';
import { DEFAULT_SETTINGS } from '#shared/model/project.ts';
import { taskDraft } from '../../engine/test-work.ts';
import { manualClock } from '../../kernel/clock.ts';
import { removeTempFolders, sh, text, userRepository } from '../../workspace/repository.fixture.ts';
import { createWorktrees } from '../../workspace/worktrees.ts';
import { checkJoin, findSuspects, type Join } from './join.ts';

afterEach(removeTempFolders);

const PARTS = [
  { key: 'T-1', title: 'One', files: ['a.ts', 'b.ts'] },
  { key: 'T-2', title: 'Two', files: ['b.ts'] },
  { key: 'T-3', title: 'Three', files: ['c.ts'] },
];
const finding = (file?: string) => ({
  ...({ severity: 'error', rule: 'tests/failed', message: 'It broke' } as const),
  ...(file === undefined ? {} : { file }),
});

function setUp() {
  const root = userRepository({ 'a.txt': 'merged state\n' });
  sh(root, 'branch', 'orchestrator/main');
  const worktrees = createWorktrees({
    home: joinPath(root, '../home'),
    clock: manualClock(1_750_000_000_000),
  });
  const task = {
    ...taskDraft('M-1', { kind: 'milestone' }),
    ...({
      id: 't',
      planId: 'p',
      runId: 'r',
      projectId: 'j',
      state: 'running',
      depsLeft: 0,
      attempts: 1,
    } as const),
  };
  const project = {
    id: 'j',
    name: 'J',
    root,
    policy: 'manual',
    settings: DEFAULT_SETTINGS,
    createdAt: 1,
  } as const;
  const join: Join = { task, project, requirements: [], parts: PARTS, unsandboxed: false };
  const run = (checks: (worktree: string) => CheckResult[]) =>
    checkJoin(join, 'att_1', { worktrees, check: async (path) => ok(checks(path)), log: () => undefined });
  return { root, run };
}

const result = (more: Partial<CheckResult>): CheckResult => {
  return { kind: 'tests', verdict: 'pass', findings: [], summary: '3 tests', durationMs: 1, ...more };
};

describe('where branches of a plan meet', () => {
  it('the merged state is checked as a whole, in a worktree that goes again', async () => {
    const { root, run } = setUp();
    const seen: string[] = [];
    const checked = await run((path) => {
      seen.push(text(path, 'a.txt'));
      return [result({})];
    });
    expect(checked).toMatchObject({
      ok: true,
      value: { files: [], summary: expect.stringContaining('T-1, T-2, T-3') },
    });
    expect(seen).toEqual(['merged state\n']);
    expect(sh(root, 'worktree', 'list').split('\n')).toHaveLength(1);
  });

  it('a failure names the suspects, and nothing is tried again by itself', async () => {
    const { run } = setUp();
    const checked = await run(() => [
      result({ verdict: 'fail', findings: [finding('b.ts'), finding('a.ts')] }),
    ]);
    expect(checked).toMatchObject({
      ok: false,
      fault: {
        type: 'refused',
        retryable: false,
        hint: expect.stringContaining('Suspects: T-1 "One", T-2 "Two".'),
      },
    });
  });

  it('suspects everybody where the findings name no file of theirs', () => {
    expect(findSuspects(PARTS, [finding(), finding('elsewhere.ts')])).toEqual(PARTS);
    expect(findSuspects(PARTS, [finding('c.ts')]).map(({ key }) => key)).toEqual(['T-3']);
  });
});
