import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { fail, ok, unwrap } from '#shared/faults.ts';
import { NO_USAGE } from '#shared/model/attempt.ts';
import { DEFAULT_SETTINGS } from '#shared/model/project.ts';
import { taskDraft } from '../../engine/test-work.ts';
import { systemClock } from '../../kernel/clock.ts';
import type { Sandbox } from '../../ports/sandbox.ts';
import { createCheckCache } from '../../store/check-cache.ts';
import { tempDatabase } from '../../store/testing.ts';
import { removeTempFolders, sh, tempFolder, userRepository } from '../../workspace/repository.fixture.ts';
import type { Baselines } from './baselines.ts';
import { createExaminer } from './checks/examiner.ts';
import { type Before, type ValidationInput, validate } from './run.ts';

afterEach(removeTempFolders);

const ids = { id: 'tsk_1', planId: 'pln_1', runId: 'run_1', projectId: 'prj_1' };

/** A project whose tests fail in the folders that are named, wherever they are run. */
function setUp(prepare: Before['prepare'] = async () => ok(undefined)) {
  const root = userRepository({ 'package.json': '{}', 'a.js': 'export const a = 1;\n' });
  const baseCommit = sh(root, 'rev-parse', 'HEAD');
  const [worktree, before] = ['worktree', 'before'].map((name) => join(tempFolder(), name));
  for (const folder of [worktree, before]) {
    mkdirSync(folder ?? '');
    writeFileSync(join(folder ?? '', 'a.js'), 'export const a = 1;\n');
  }
  const failing = new Set<string | undefined>();
  const sandbox: Sandbox = {
    id: 'pretend',
    status: async () => ({ available: true, detail: '' }),
    run: async ({ cwd }) => {
      const exitCode = failing.has(cwd) ? 1 : 0;
      return ok({ ended: 'exit', exitCode, stdout: '', stderr: 'no', durationMs: 1 });
    },
  };
  const baselines: Baselines = {
    at: (_project, _commit, _kinds, look) => look(before ?? ''),
    mayMend: async () => true,
  };
  const examiner = createExaminer({ node: process.execPath, clock: systemClock });
  const output = { baseCommit, files: [], covers: [], gaps: [], summary: '', usage: NO_USAGE };
  const input: ValidationInput = {
    attempt: {
      ...ids,
      id: 'att_1',
      taskId: 'tsk_1',
      number: 1,
      series: 1,
      agentId: 'a',
      agentReason: '',
      state: 'succeeded',
      queuedAt: 1,
      output,
    },
    task: {
      ...taskDraft('T-1', { kind: 'feature' }),
      ...ids,
      expects: ['a.js'],
      state: 'validating',
      depsLeft: 0,
      attempts: 1,
    },
    requirements: [],
    project: {
      id: 'prj_1',
      name: 'P',
      root,
      policy: 'manual',
      createdAt: 1,
      settings: { ...DEFAULT_SETTINGS, test: ['npm', 'test'] },
    },
  };
  const tools = {
    ...{ sandbox, node: process.execPath, examiner, cache: createCheckCache(tempDatabase(), systemClock) },
    ...{ signal: new AbortController().signal, log: () => undefined, before: { baselines, prepare } },
  };
  const tests = async () => {
    const [command] = unwrap(await validate(input, worktree ?? '', tools));
    examiner.close();
    if (command?.type !== 'validation.conclude') throw new Error('nothing was concluded');
    return command.checks.find(({ kind }) => kind === 'tests');
  };
  return { worktree, before, failing, tests };
}

describe('the tests of a project', () => {
  it('that the work broke are not forgiven: how it stood before is seen where it stood before', async () => {
    const { worktree, failing, tests } = setUp();
    failing.add(worktree);
    const result = await tests();
    expect(result?.verdict).toBe('fail');
    expect(result?.findings.map(({ rule }) => rule)).toEqual(['tests/failed']);
  });

  it('that failed before prove nothing against the work', async () => {
    const { worktree, before, failing, tests } = setUp();
    failing.add(worktree).add(before);
    const result = await tests();
    expect(result?.verdict).toBe('skipped');
    expect(result?.findings.map(({ rule }) => rule)).toEqual(['tests/failed-before']);
  });

  it('are not forgiven in a project that could not even be set up before', async () => {
    const { worktree, before, failing, tests } = setUp(async () => fail('refused', 'npm ci ended with 1.'));
    failing.add(worktree).add(before);
    expect((await tests())?.verdict).toBe('fail');
  });
});
