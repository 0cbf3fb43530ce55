import { describe, expect, it } from 'vitest';
import { createOutbox, type NewOutboxRow, type Outbox } from './outbox.ts';
import { tempDatabase } from './testing.ts';

function filled(...subjects: (string | Partial<NewOutboxRow>)[]): Outbox {
  const outbox = createOutbox(tempDatabase());
  for (const one of subjects) outbox.add(row(one));
  return outbox;
}

function row(one: string | Partial<NewOutboxRow>): NewOutboxRow {
  const usual = { kind: 'attempt.run', pool: 0, priority: 1, due: 0, at: 100, runId: 'run', subject: 'x' };
  return { ...usual, ...(typeof one === 'string' ? { subject: one } : one) };
}

const subjects = (rows: readonly { subject: string }[]) => rows.map(({ subject }) => subject);
const claimOne = (outbox: Outbox, boot = 'b1') => {
  const [claimed] = outbox.claim(0, 1, boot);
  if (!claimed) throw new Error('nothing to claim');
  return claimed;
};

describe('claiming from the outbox', () => {
  it('takes the smallest priority first, and the oldest within one', () => {
    const outbox = filled(
      'late',
      { subject: 'low', priority: 2 },
      { subject: 'first', priority: 0 },
      'later',
    );
    const order = [1, 2, 3, 4].map(() => claimOne(outbox).subject);
    expect(order).toEqual(['first', 'late', 'later', 'low']);
    expect(outbox.claim(0, 1, 'b1')).toEqual([]);
  });

  it('takes only from the pool asked for, at most as many as asked for', () => {
    const outbox = filled('a', { subject: 'b', pool: 1 }, 'c', 'd');
    expect(subjects(outbox.claim(0, 2, 'b1')).sort()).toEqual(['a', 'c']);
    expect(subjects(outbox.claim(1, 5, 'b1'))).toEqual(['b']);
    expect(outbox.counts()).toEqual({ waiting: 1, running: 3 });
  });

  it('tells what was put in', () => {
    const outbox = filled({ kind: 'capsule.pack', subject: 'cap', runId: null });
    expect(claimOne(outbox)).toEqual({
      ...{ id: 1, kind: 'capsule.pack', pool: 0, tries: 0, crashes: 0, at: 100, runId: null, subject: 'cap' },
    });
  });

  it('leaves paused runs alone until they are resumed, and all else not', () => {
    const outbox = filled('held', { subject: 'other', runId: 'run2' }, { subject: 'chore', runId: null });
    outbox.pause('run');
    outbox.pause('run');
    expect(subjects(outbox.claim(0, 9, 'b1')).sort()).toEqual(['chore', 'other']);
    outbox.resume('run');
    expect(subjects(outbox.claim(0, 9, 'b1'))).toEqual(['held']);
  });
});

describe('delayed work', () => {
  it('waits until it has ripened', () => {
    const outbox = filled({ subject: 'soon', due: 200 }, { subject: 'late', due: 300 });
    expect(outbox.claim(0, 9, 'b1')).toEqual([]);
    expect(outbox.nextDue()).toBe(200);
    outbox.ripen(199);
    expect(outbox.claim(0, 9, 'b1')).toEqual([]);
    outbox.ripen(200);
    expect(subjects(outbox.claim(0, 9, 'b1'))).toEqual(['soon']);
    expect(outbox.nextDue()).toBe(300);
  });

  it('is ready at once when its moment has passed', () => {
    const outbox = filled({ subject: 'now', due: 100 });
    expect(outbox.nextDue()).toBeUndefined();
    expect(claimOne(outbox).subject).toBe('now');
  });

  it('comes back after a retry with one more try', () => {
    const outbox = filled('again');
    const { id } = claimOne(outbox);
    expect(outbox.retry(id, 'b1', 500)).toBe(true);
    expect(outbox.retry(id, 'b1', 500)).toBe(false);
    expect(outbox.counts()).toEqual({ waiting: 1, running: 0 });
    outbox.ripen(500);
    expect(claimOne(outbox, 'b2')).toMatchObject({ id, tries: 1 });
  });
});

describe('settling', () => {
  it('happens once, and only for the boot that has claimed the work', () => {
    const outbox = filled('mine', 'waiting');
    const { id } = claimOne(outbox);
    expect(outbox.settle(id, 'b2')).toBe(false);
    expect(outbox.settle(id, 'b1')).toBe(true);
    expect(outbox.settle(id, 'b1')).toBe(false);
    expect(outbox.settle(id + 1, 'b1')).toBe(false);
    expect(outbox.counts()).toEqual({ waiting: 1, running: 0 });
  });

  it('never gives the id of settled work to new work, so a late result cannot settle something else', () => {
    const outbox = filled('old');
    const { id } = claimOne(outbox);
    outbox.settle(id, 'b1');
    outbox.add(row('new'));
    expect(claimOne(outbox).id).toBeGreaterThan(id);
    expect(outbox.settle(id, 'b1')).toBe(false);
  });
});

describe('work of a boot that is gone', () => {
  it('is known as an orphan, and can be claimed or removed by the next', () => {
    const outbox = filled('a', 'b', 'c');
    const [a, b] = outbox.claim(0, 2, 'dead');
    expect(outbox.orphans('dead')).toEqual([]);
    expect(outbox.claim(0, 9, 'b2')).toHaveLength(1);
    expect(subjects(outbox.orphans('b2'))).toEqual(['a', 'b']);
    outbox.reclaim(a?.id ?? 0);
    outbox.remove(b?.id ?? 0);
    expect(subjects(outbox.claim(0, 9, 'b2'))).toEqual(['a']);
    expect(outbox.orphans('b2')).toEqual([]);
  });

  it('cannot be settled by its former owner once the next has it', () => {
    const outbox = filled('a');
    const { id } = claimOne(outbox, 'dead');
    outbox.reclaim(id);
    expect(claimOne(outbox, 'b2').id).toBe(id);
    expect(outbox.settle(id, 'dead')).toBe(false);
    expect(outbox.settle(id, 'b2')).toBe(true);
  });

  it('can be claimed by name after a transaction was undone', () => {
    const outbox = filled('a', 'b');
    outbox.take(2, 'b1');
    expect(outbox.settle(2, 'b1')).toBe(true);
    expect(subjects(outbox.claim(0, 9, 'b1'))).toEqual(['a']);
  });
});

describe('cancelling', () => {
  it('removes all work of a run and tells what of it is running', () => {
    const outbox = filled('a', 'b', { subject: 'later', due: 900 }, { subject: 'other', runId: 'run2' });
    const running = claimOne(outbox);
    expect(outbox.cancel({ runId: 'run' })).toEqual([running.id]);
    expect(outbox.counts()).toEqual({ waiting: 1, running: 0 });
    expect(outbox.nextDue()).toBeUndefined();
    expect(outbox.settle(running.id, 'b1')).toBe(false);
  });

  it('removes the work about one subject and leaves the rest', () => {
    const outbox = filled('a', { subject: 'a', kind: 'validation.run', pool: 1 }, 'b');
    expect(outbox.cancel({ subject: 'a' })).toEqual([]);
    expect(subjects(outbox.claim(0, 9, 'b1'))).toEqual(['b']);
  });
});
