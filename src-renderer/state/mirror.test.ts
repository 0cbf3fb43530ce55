import { describe, expect, it } from 'vitest';
import type { Change } from '#shared/changes.ts';
import { DEFAULT_SETTINGS, type Project } from '#shared/model/project.ts';
import { createMirror } from './mirror.ts';

const project = (id: string, name = id): Change => {
  const row: Project = { id, name, root: '/', policy: 'manual', settings: DEFAULT_SETTINGS, createdAt: 0 };
  return { kind: 'project', id, row };
};

function mirrorWithFrames() {
  const frames: (() => void)[] = [];
  const mirror = createMirror((run) => frames.push(run));
  const draw = () => {
    for (const run of frames.splice(0)) run();
  };
  const names = () => [...mirror.store.getState().rows.project.values()].map(({ name }) => name);
  return { mirror, frames, draw, names };
}

describe('the mirror', () => {
  it('applies a burst of batches in one update per frame', () => {
    const { mirror, frames, draw, names } = mirrorWithFrames();
    let updates = 0;
    mirror.store.subscribe(() => updates++);
    mirror.receive({ seq: 1, reset: true, changes: [project('a', 'first')] });
    mirror.receive({ seq: 2, reset: false, changes: [project('a', 'second'), project('b')] });
    expect([frames.length, updates, names()]).toEqual([1, 0, []]);
    draw();
    expect([updates, names()]).toEqual([1, ['second', 'b']]);
  });

  it('knows the last position before the frame is drawn, so that a lost connection loses nothing', () => {
    const { mirror } = mirrorWithFrames();
    expect(mirror.lastSeq()).toBeUndefined();
    mirror.receive({ seq: 41, reset: false, changes: [] });
    expect(mirror.lastSeq()).toBe(41);
  });

  it('resumes only behind a snapshot that is known to be whole', () => {
    const { mirror } = mirrorWithFrames();
    mirror.receive({ seq: 0, reset: true, changes: [project('a')] });
    mirror.receive({ seq: 0, reset: false, changes: [project('b')] });
    expect(mirror.lastSeq()).toBeUndefined();
    mirror.receive({ seq: 10, reset: false, changes: [project('b', 'later')] });
    expect(mirror.lastSeq()).toBe(10);
  });

  it('forgets rows that are gone, in the order in which it hears of them', () => {
    const { mirror, draw, names } = mirrorWithFrames();
    mirror.receive({ seq: 1, reset: false, changes: [project('a'), project('b')] });
    draw();
    const gone = [{ kind: 'project' as const, id: 'a' }];
    mirror.receive({ seq: 2, reset: false, changes: [], gone });
    draw();
    expect(names()).toEqual(['b']);
    mirror.receive({ seq: 3, reset: false, changes: [], gone: [{ kind: 'project', id: 'b' }] });
    mirror.receive({ seq: 4, reset: false, changes: [project('b', 'again')] });
    draw();
    expect(names()).toEqual(['again']);
  });

  it('drops what it held, drawn or not, at a reset', () => {
    const { mirror, draw, names } = mirrorWithFrames();
    mirror.receive({ seq: 1, reset: false, changes: [project('old')] });
    draw();
    mirror.receive({ seq: 2, reset: false, changes: [project('older')] });
    mirror.receive({ seq: 3, reset: true, changes: [project('new')] });
    draw();
    expect(names()).toEqual(['new']);
  });

  it('leaves the rows of other kinds as they were', () => {
    const { mirror, draw } = mirrorWithFrames();
    const { task } = mirror.store.getState().rows;
    mirror.receive({ seq: 1, reset: false, changes: [project('a')] });
    draw();
    expect(mirror.store.getState().rows.task).toBe(task);
  });
});
