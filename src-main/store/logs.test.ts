import { describe, expect, it } from 'vitest';
import { manualClock } from '../kernel/clock.ts';
import { createLogs } from './logs.ts';
import { tempDatabase } from './testing.ts';

function setUp() {
  const db = tempDatabase();
  const clock = manualClock(1000);
  const stored = () => db.prepare('SELECT count(*) FROM logs').pluck().get();
  return { db, clock, stored, logs: createLogs(db, clock, (text) => text) };
}

describe('logs', () => {
  it('are numbered per attempt from 0, in order, with their time', () => {
    const { logs, clock } = setUp();
    logs.append('a', 'one');
    logs.append('b', 'other');
    clock.advance(5);
    logs.append('a', 'two');
    expect(logs.read('a', 0, 10)).toEqual([
      { line: 0, at: 1000, text: 'one' },
      { line: 1, at: 1005, text: 'two' },
    ]);
    expect(logs.read('a', 1, 10)).toHaveLength(1);
    expect(logs.read('a', 0, 1)).toHaveLength(1);
    expect(logs.read('nobody', 0, 10)).toEqual([]);
  });

  it('go on counting after they were written, also by another host', () => {
    const { db, clock, logs } = setUp();
    logs.append('a', 'one');
    logs.flush();
    logs.append('a', 'two');
    logs.flush();
    const next = createLogs(db, clock, (text) => text);
    next.append('a', 'three');
    expect(next.read('a', 0, 10).map(({ line }) => line)).toEqual([0, 1, 2]);
  });

  it('are written in batches: after 100 ms, or when 500 lines have come together', () => {
    const { logs, clock, stored } = setUp();
    logs.append('a', 'one');
    clock.advance(99);
    expect(stored()).toBe(0);
    clock.advance(1);
    expect(stored()).toBe(1);
    for (let line = 0; line < 499; line++) logs.append('a', 'x');
    expect(stored()).toBe(1);
    logs.append('a', 'x');
    expect(stored()).toBe(501);
  });

  it('cut a line that is too long', () => {
    const { logs } = setUp();
    logs.append('a', 'x'.repeat(10_000));
    expect(logs.read('a', 0, 1)[0]?.text).toHaveLength(4_000);
  });

  it('stop at 200,000 lines and say so', () => {
    const { db, logs } = setUp();
    db.prepare('INSERT INTO logs (attempt_id, line, at, text) VALUES (?, ?, 0, ?)').run('a', 199_999, 'x');
    for (let line = 0; line < 3; line++) logs.append('a', 'more');
    expect(logs.read('a', 200_000, 10)).toEqual([
      { line: 200_000, at: 1000, text: 'The log is full; further lines are not kept.' },
    ]);
  });

  it('never break the work that writes them, nor the host, when the disk is full', () => {
    const { db, clock, logs } = setUp();
    logs.append('a', 'before');
    logs.flush();
    db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true })}`);
    for (let line = 0; line < 2_000; line++) logs.append('a', 'x'.repeat(4_000));
    clock.advance(1_000);
    db.pragma('max_page_count = 1000000');
    logs.append('a', 'after');
    const texts = logs.read('a', 0, 10_000).map(({ text }) => text);
    expect(texts[0]).toBe('before');
    expect(texts.at(-1)).toBe('after');
  });
});
