import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Command } from '#shared/commands.ts';
import { fault } from '#shared/faults.ts';
import { type TestEngine, testEngine } from '../../engine/test-engine.ts';
import { agent, openRun } from '../../engine/test-work.ts';

let t: TestEngine;
beforeEach(() => {
  t = testEngine();
  onTestFinished(t.close);
  t.act(...openRun({ timeoutMs: 5_000 }));
});

const refused = (command: Command) => {
  const result = t.engine.dispatch([command], { by: 'person' });
  return result.ok ? 'done' : result.fault.type;
};
const pause: Command = { type: 'runs.pause', runId: 'run_1' };
const resume: Command = { type: 'runs.resume', runId: 'run_1' };
const end: Command = { type: 'runs.end', runId: 'run_1', state: 'failed', fault: fault('internal', 'x') };
const allow: Command = { type: 'runs.allow_unsandboxed', runId: 'run_1' };

describe('a run', () => {
  it('is opened with its deadline', () => {
    const openedAt = t.clock.now();
    expect(t.read.runs.get('run_1')).toMatchObject({
      state: 'active',
      phase: 'reading',
      openedAt,
      deadlineAt: openedAt + 5_000,
    });
  });

  it('moves only where its state allows', () => {
    expect(refused(resume)).toBe('conflict');
    t.act(pause);
    expect(refused(pause)).toBe('conflict');
    t.act(resume, pause, end);
    for (const late of [pause, resume, end, allow]) expect(refused(late)).toBe('conflict');
    expect(refused({ ...pause, runId: 'none' } as Command)).toBe('not_found');
    expect(t.read.runs.get('run_1')).toMatchObject({
      state: 'failed',
      phase: 'ended',
      endedAt: t.clock.now(),
      fault: { message: 'x' },
    });
  });

  it('has its deadline moved by the time it was paused', () => {
    const { deadlineAt } = t.read.runs.get('run_1') ?? { deadlineAt: 0 };
    const timeOut: Command = { type: 'runs.time_out', runId: 'run_1', waiting: false, extendMs: 7_000 };
    t.act(pause);
    t.clock.advance(10_000);
    t.act(timeOut, resume, timeOut);
    expect(t.read.runs.get('run_1')).toMatchObject({ state: 'active', deadlineAt: deadlineAt + 10_000 });
    t.clock.advance(5_000);
    t.act(timeOut);
    expect(t.read.runs.get('run_1')).toMatchObject({ state: 'stopped', fault: { type: 'timeout' } });
  });

  it('gets its time again when it waited for a person, or when nobody was there as it ended', () => {
    const timeOut: Command = { type: 'runs.time_out', runId: 'run_1', waiting: true, extendMs: 7_000 };
    t.clock.advance(5_000);
    t.act(timeOut);
    expect(t.read.runs.get('run_1')).toMatchObject({ state: 'active', deadlineAt: t.clock.now() + 7_000 });
    t.clock.advance(7_000 + 60_001);
    t.act({ ...timeOut, waiting: false });
    expect(t.read.runs.get('run_1')).toMatchObject({ state: 'active', deadlineAt: t.clock.now() + 7_000 });
  });

  it('remembers consent to do without a sandbox, given once', () => {
    expect(t.read.runs.unsandboxed('run_1')).toBe(false);
    t.act(allow, allow);
    expect(t.read.runs.unsandboxed('run_1')).toBe(true);
    expect(t.events().filter(({ type }) => type === 'run.unsandboxed')).toHaveLength(1);
    expect(t.read.runs.unsandboxed('none')).toBe(false);
  });
});

describe('a project', () => {
  const create = (root: string, projectId = 'prj_2'): Command => {
    return { type: 'projects.create', projectId, name: 'n', root, policy: 'manual' };
  };

  it('has an absolute folder of its own', () => {
    expect(refused(create('relative/path'))).toBe('invalid_input');
    expect(refused(create('/w/shop'))).toBe('conflict');
    t.act(create('/w/other'));
    expect(t.read.projects.byRoot('/w/other')?.id).toBe('prj_2');
    expect(t.read.projects.list()).toHaveLength(2);
  });
});

describe('an agent', () => {
  it('is registered again only when something changed', () => {
    const before = t.journal.last();
    t.act({ type: 'agents.register', profile: agent('coder') });
    expect(t.journal.last()).toBe(before);
    t.act({ type: 'agents.register', profile: agent('coder', { name: 'Better' }) });
    expect(t.read.agents.list()).toMatchObject([{ id: 'coder', name: 'Better' }]);
  });
});
