import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Command } from '#shared/commands.ts';
import { fault } from '#shared/faults.ts';
import { type TestEngine, testEngine } from '../../engine/test-engine.ts';
import { openRun } from '../../engine/test-work.ts';
import { nextVersion } from './capsules.ts';

describe('the version of a capsule', () => {
  it.each([
    [[], '0.1.0'],
    [['0.1.0'], '0.2.0'],
    [['0.9.0', '0.10.0', '0.2.0'], '0.11.0'],
    [['1.0.0', '0.99.0'], '1.1.0'],
    [['2.3.4'], '2.4.0'],
  ])('after %j is %s', (earlier, next) => {
    expect(nextVersion(earlier)).toBe(next);
  });
});

describe('a capsule', () => {
  let t: TestEngine;
  beforeEach(() => {
    t = testEngine();
    onTestFinished(t.close);
    t.act(...openRun());
  });
  const cut: Command = {
    type: 'capsules.cut',
    runId: 'run_1',
    projectId: 'prj_1',
    name: 'shop',
    complete: false,
  };
  const get = () => t.read.capsules.capsuleOf('run_1');
  const refused = (command: Command) => t.engine.dispatch([command], { by: 'person' });
  const pack = (): Command => {
    const packed = { path: '/c', manifestSha256: 'f', files: 3, bytes: 4 };
    return { type: 'capsules.pack', capsuleId: get()?.id ?? '', ...packed };
  };
  const failure = (): Command => {
    return { type: 'capsules.fail', capsuleId: get()?.id ?? '', fault: fault('git', 'No commit.') };
  };

  it('is cut, then packed once', () => {
    t.act(cut);
    expect(get()).toMatchObject({ state: 'packing', version: '0.1.0', complete: false, path: '', files: 0 });
    t.act(pack());
    expect(get()).toMatchObject({ state: 'packed', path: '/c', manifestSha256: 'f', files: 3, bytes: 4 });
    for (const again of [pack(), failure()])
      expect(refused(again)).toMatchObject({ fault: { type: 'conflict' } });
  });

  it('that failed keeps its version, so that the next one has another', () => {
    t.act(cut);
    t.act(failure());
    expect(get()?.state).toBe('failed');
    t.act(cut);
    expect(t.read.capsules.capsules('prj_1').map(({ version }) => version)).toEqual(['0.2.0', '0.1.0']);
    expect(t.read.capsules.capsules('other')).toEqual([]);
    expect(t.read.capsules.capsules()).toHaveLength(2);
  });
});
