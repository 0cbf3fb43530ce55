import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { manualClock } from '../kernel/clock.ts';
import { findMerged } from './merged.ts';
import { faultOf, put, removeTempFolders, sh, text, userRepository, value } from './repository.fixture.ts';
import { createWorktrees } from './worktrees.ts';

afterEach(removeTempFolders);

function setUp() {
  const root = userRepository({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
  const worktrees = createWorktrees({ home: join(root, '../home'), clock: manualClock(1_750_000_000_000) });
  const branch = 'main';
  const attempt = async (attemptId: string, files: Record<string, string>, message = `Work ${attemptId}`) => {
    const { path, baseCommit } = await value(worktrees.open({ root, attemptId, taskKey: 'T-1', branch }));
    put(path, files);
    const trailers = { 'Orchestrator-Attempt': attemptId };
    return (await value(worktrees.commit({ root, attemptId, baseCommit, message, trailers }))).commit;
  };
  const rebase = (attemptId: string, commit: string) =>
    worktrees.merge({ root, branch, attemptId, commit, message: 'Merge', joinBy: 'rebase' });
  return { root, worktrees, attempt, rebase };
}

describe('work that joins by rebase', () => {
  it('becomes a commit on top with its message and trailers, and the files of the user come along', async () => {
    const { root, attempt, rebase } = setUp();
    const one = await attempt('att_1', { 'a.txt': 'one\n' });
    const two = await attempt('att_2', { 'b.txt': 'two\n' });
    await value(rebase('att_1', one));
    const tip = sh(root, 'rev-parse', 'main');
    const { commit, how } = await value(rebase('att_2', two));
    expect(how).toBe('rebase');
    expect(sh(root, 'log', '-1', '--format=%H %P', 'main')).toBe(`${commit} ${tip}`);
    expect(sh(root, 'log', '-1', '--format=%B', 'main')).toBe(
      `Work att_2\n\nOrchestrator-Attempt: att_2\nOrchestrator-Rebased-From: ${two}`,
    );
    expect(sh(root, 'log', '--merges', '--format=%H')).toBe('');
    expect([text(root, 'a.txt'), text(root, 'b.txt')]).toEqual(['one\n', 'two\n']);
    expect(sh(root, 'status', '--porcelain')).toBe('');
    expect(sh(root, 'diff', `${two}^`, two)).toBe(sh(root, 'diff', `${commit}^`, commit));
  });

  it('is done once, however often it is asked, and its worktree then goes without a snapshot of it', async () => {
    const { root, worktrees, attempt, rebase } = setUp();
    const one = await attempt('att_1', { 'a.txt': 'one\n' });
    const two = await attempt('att_2', { 'b.txt': 'two\n' });
    await value(rebase('att_1', one));
    const first = await value(rebase('att_2', two));
    await value(rebase('att_2', two));
    expect(await value(rebase('att_2', two))).toEqual(first);
    await value(worktrees.remove({ root, attemptId: 'att_2', branch: 'main' }));
    expect(sh(root, 'for-each-ref', 'refs/orchestrator/snapshots/att_2-branch*')).toBe('');
  });

  it('says the same of a contradiction as a merge does, and changes nothing', async () => {
    const { root, attempt, rebase } = setUp();
    const one = await attempt('att_1', { 'a.txt': 'one\n' });
    const two = await attempt('att_2', { 'a.txt': 'two\n' });
    await value(rebase('att_1', one));
    const tip = sh(root, 'rev-parse', 'main');
    expect(await faultOf(rebase('att_2', two))).toMatchObject({ type: 'conflict', cause: 'a.txt' });
    expect(sh(root, 'rev-parse', 'main')).toBe(tip);
  });

  it('leaves edits of the user alone, in files that it does not touch', async () => {
    const { root, attempt, rebase } = setUp();
    const one = await attempt('att_1', { 'a.txt': 'one\n' });
    put(root, { 'b.txt': 'mine\n' });
    await value(rebase('att_1', one));
    expect([text(root, 'a.txt'), text(root, 'b.txt')]).toEqual(['one\n', 'mine\n']);
  });
});

describe('the proof of a merge', () => {
  it('is not given for what stands in a message but not as a trailer, nor after the branch was moved back', async () => {
    const { root, worktrees, attempt, rebase } = setUp();
    const one = await attempt('att_1', { 'a.txt': 'one\n' });
    sh(
      root,
      'commit',
      '-q',
      '--allow-empty',
      '-m',
      `Lie\n\nOrchestrator-Rebased-From: ${one} it says\n\nSigned-off-by: X`,
    );
    expect(await findMerged({ folder: root }, one, sh(root, 'rev-parse', 'main'))).toBeUndefined();
    const before = sh(root, 'rev-parse', 'main');
    await value(rebase('att_1', one));
    sh(root, 'reset', '-q', '--hard', before);
    expect(await findMerged({ folder: root }, one, before)).toBeUndefined();
    expect(await faultOf(worktrees.remove({ root, attemptId: 'att_1', branch: 'main' }))).toMatchObject({
      type: 'conflict',
    });
  });
});
