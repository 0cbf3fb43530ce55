import { expect, it } from 'vitest';
import type { Project } from '#shared/model/project.ts';
import { DEFAULT_SETTINGS } from '#shared/model/project.ts';
import { sandboxView } from '#shared/model/sandbox.ts';
import type { WorktreeEntry } from '#shared/model/worktree.ts';
import { conflictText } from './resolve.ts';
import { sandboxText } from './sandbox.ts';
import { worktreesText } from './worktrees.ts';

const conflict = {
  ...{ decisionId: 'dec_1', taskId: 't', attemptId: 'a', branch: 'main', ours: '1', theirs: '2', base: '0' },
  more: 0,
};

it('shows a conflict with both sides between markers, and how it is settled', () => {
  const marked = 'top\n<<<<<<< 1\nours\n||||||| 0\nbase\n=======\ntheirs\n>>>>>>> 2\n';
  const version = { bytes: 4, text: 'text' };
  const text = conflictText({
    ...conflict,
    files: [
      { path: 'a.txt', binary: false, base: version, ours: version, theirs: null, marked },
      { path: 'b.png', binary: true, base: null, ours: version, theirs: version, marked: null },
    ],
  });
  expect(text).toContain('2 files in conflict between main (ours) and the task (theirs)');
  expect(text).toContain(
    '── a.txt: base 4 bytes, ours 4 bytes, theirs has no such file\n   top\n   <<<<<<< 1\n   ours',
  );
  expect(text).toContain('── b.png (binary)');
  expect(text).toContain('orchestrator resolve dec_1 --all-ours | --all-theirs');
});

it('says when the commits fit and only a working folder is in the way', () => {
  expect(conflictText({ ...conflict, files: [] })).toContain('orchestrator decide dec_1 again');
});

it('lists worktrees with size, age, state and the time until they go', () => {
  const project: Project = {
    ...{ id: 'p', name: 'Shop', root: '/w', policy: 'manual', settings: DEFAULT_SETTINGS, createdAt: 0 },
  };
  const entry: WorktreeEntry = {
    ...{ attemptId: 'att_1', path: '/h/att_1', branches: [], files: 3, truncated: false, madeAt: 0 },
    ...({ state: 'merged' } as const),
    ...{ taskId: 't', taskKey: 'T-1', proven: true, bytes: 3 << 20, sweepAt: 7_200_000 },
  };
  expect(worktreesText([{ project, entries: [entry] }], 3_600_000)).toBe(
    'Shop: 1 worktree, 3 MiB; merged ones are kept for 24 hours\n  T-1 att_1  merged  3 MiB  60 min old, goes in 60 min',
  );
  expect(worktreesText([{ project, entries: [] }], 0)).toBe('There are no worktrees.');
});

it('lists what a command may see, or says that nothing holds it', () => {
  const view = sandboxView({
    ...{ cwd: '/h/w', writable: ['/h/w'], env: { PATH: '/usr/bin:relative', CI: 'true' } },
    limits: { timeMs: 2_000, memoryBytes: 1 << 30, outputBytes: 1 << 20 },
  });
  const text = sandboxText({ kind: 'os', available: true, detail: 'bubblewrap.', view });
  for (const part of [
    'reads: /h/w, /usr/bin and',
    'writes: /h/w, at most 2048 MiB',
    'network: none',
    'environment: CI, PATH',
    'memory: 1024 MiB',
    '256 processes',
  ])
    expect(text).toContain(part);
  expect(sandboxText({ kind: 'none', available: false, detail: 'Install it.', view })).toMatch(
    /^Held by nothing/,
  );
});
