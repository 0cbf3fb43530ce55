import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fail } from '#shared/faults.ts';
import { type Gap, NO_USAGE } from '#shared/model/attempt.ts';
import { DEFAULT_SETTINGS, type ProjectSettings } from '#shared/model/project.ts';
import type { Task } from '#shared/model/task.ts';
import type { Sandbox } from '../../../ports/sandbox.ts';
import type { CheckCache } from '../../../store/check-cache.ts';
import type { CheckContext } from './check-context.ts';
import { compareLock } from './dependencies/compare.ts';
import { examineFile } from './examine-file.ts';
import { readOutput } from './reports/read-report.ts';

const task: Task = {
  id: 'tsk_1',
  planId: 'pln_1',
  runId: 'run_1',
  projectId: 'prj_1',
  key: 'T-1',
  title: 'Build it',
  brief: 'Build it',
  kind: 'feature',
  role: 'implementer',
  needs: 'code',
  priority: 'normal',
  complexity: 2,
  requirementKeys: [],
  dependsOn: [],
  expects: [],
  state: 'validating',
  depsLeft: 0,
  attempts: 1,
};

/** A sandbox for checks that must not run anything. */
export const noSandbox: Sandbox = {
  id: 'none',
  status: async () => ({ available: false, detail: 'none' }),
  run: async () => fail('sandbox', 'There is no sandbox'),
};

export type Fixture = {
  task?: Partial<Task>;
  /** Files of the worktree that the attempt added. */
  files?: Record<string, string>;
  covers?: string[];
  gaps?: Gap[];
  sandbox?: Sandbox;
  settings?: Partial<ProjectSettings>;
  /** Files as they were before the attempt; those that are also among `files` count as modified. */
  base?: Record<string, string>;
  cache?: CheckCache;
  tree?: string;
};

/** A real folder with files, as the worktree of an attempt that is to be checked. Tests only. */
export function checkFixture(fixture: Fixture): { context: CheckContext; remove(): void } {
  const root = mkdtempSync(join(tmpdir(), 'checks-'));
  const files = Object.entries(fixture.files ?? {});
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const changeOf = (path: string) => (path in (fixture.base ?? {}) ? 'modified' : 'added');
  const context: CheckContext = {
    root,
    task: { ...task, ...fixture.task },
    requirements: [],
    output: {
      files: files.map(([path, text]) => ({ path, sha256: '', bytes: text.length, change: changeOf(path) })),
      covers: fixture.covers ?? [],
      gaps: fixture.gaps ?? [],
      summary: '',
      usage: NO_USAGE,
    },
    readText: async (path) => {
      try {
        return readFileSync(join(root, path), 'utf8');
      } catch {
        return undefined;
      }
    },
    sandbox: fixture.sandbox ?? noSandbox,
    node: process.execPath,
    signal: new AbortController().signal,
    log: () => undefined,
    settings: { ...DEFAULT_SETTINGS, ...fixture.settings },
    examine: (request) => examineFile(request),
    compareLock: async (request) => compareLock(request),
    readOutput: async (request) => readOutput(request),
    readBase: async (path) => fixture.base?.[path],
    ...(fixture.cache === undefined ? {} : { cache: fixture.cache }),
    ...(fixture.tree === undefined ? {} : { tree: fixture.tree }),
  };
  return { context, remove: () => rmSync(root, { recursive: true, force: true }) };
}
