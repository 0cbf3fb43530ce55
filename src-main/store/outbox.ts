import type { Db } from './database.ts';

/** Work to be done outside the transaction. `subject` is the id of what it is about; the work's input is read when it starts. */
export type OutboxRow = {
  id: number;
  kind: string;
  pool: number;
  tries: number;
  /** Hosts that died while it was under way. */
  crashes: number;
  /** Epoch milliseconds at which it was put in. */
  at: number;
  runId: string | null;
  subject: string;
};

export type NewOutboxRow = {
  kind: string;
  pool: number;
  /** Smaller goes first. */
  priority: number;
  /** Epoch milliseconds before which it does not start; 0 for at once. */
  due: number;
  at: number;
  runId: string | null;
  subject: string;
};

export type Outbox = {
  add(row: NewOutboxRow): void;
  /** Takes up to `limit` ready rows of a pool for this boot, the first to go first, paused runs left alone. */
  claim(pool: number, limit: number, boot: string): OutboxRow[];
  /** Removes a claimed row; false when it is no longer this boot's, so its result must not count. */
  settle(id: number, boot: string): boolean;
  /** Gives a claimed row back, to start again at `due`. */
  retry(id: number, boot: string, due: number): boolean;
  /** Makes delayed rows ready whose time has come. */
  ripen(now: number): void;
  nextDue(): number | undefined;
  /** Rows that another boot had claimed when it died. */
  orphans(boot: string): OutboxRow[];
  /** Claims one row by name, after the transaction that had claimed it was undone. */
  take(id: number, boot: string): void;
  /** Makes an orphan ready again, and counts the crash. */
  reclaim(id: number): void;
  remove(id: number): void;
  /** Takes all work about a run, or about one subject, out of the outbox and returns the ids of what is running. */
  cancel(what: { runId: string } | { subject: string }): number[];
  pause(runId: string): void;
  resume(runId: string): void;
  /** Leaves out chores of no run whose time has not come, such as clearing away old worktrees. */
  counts(): { waiting: number; running: number };
};

const COLUMNS = 'id, kind, pool, tries, crashes, at, run_id AS runId, subject';
const STATE = { ready: 0, claimed: 1, delayed: 2 } as const;

export function createOutbox(db: Db): Outbox {
  const insert = db.prepare(
    'INSERT INTO outbox (id, kind, pool, priority, state, due, tries, at, run_id, subject) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?)',
  );
  const claim = db.prepare(
    `UPDATE outbox SET state = 1, boot = ? WHERE id IN (
       SELECT id FROM outbox WHERE state = 0 AND pool = +?
         AND NOT EXISTS (SELECT 1 FROM outbox_paused paused WHERE paused.run_id = outbox.run_id)
       ORDER BY priority, id LIMIT +?)
     RETURNING ${COLUMNS}, priority`,
  );
  const settle = db.prepare('DELETE FROM outbox WHERE id = ? AND state = 1 AND boot = ?');
  const retry = db.prepare(
    'UPDATE outbox SET state = 2, due = ?, tries = tries + 1, boot = NULL WHERE id = ? AND state = 1 AND boot = ?',
  );
  const ripen = db.prepare('UPDATE outbox SET state = 0 WHERE state = 2 AND due <= ?');
  const nextDue = db.prepare('SELECT min(due) AS due FROM outbox WHERE state = 2');
  const orphans = db.prepare(`SELECT ${COLUMNS} FROM outbox WHERE state = 1 AND boot <> ? ORDER BY id`);
  const take = db.prepare('UPDATE outbox SET state = 1, boot = ? WHERE id = ?');
  const reclaim = db.prepare('UPDATE outbox SET state = 0, boot = NULL, crashes = crashes + 1 WHERE id = ?');
  const remove = db.prepare('DELETE FROM outbox WHERE id = ?');
  const cancelRun = db.prepare('DELETE FROM outbox WHERE run_id = ? RETURNING id, state');
  const cancelSubject = db.prepare('DELETE FROM outbox WHERE subject = ? RETURNING id, state');
  const pause = db.prepare('INSERT OR IGNORE INTO outbox_paused (run_id) VALUES (?)');
  const resume = db.prepare('DELETE FROM outbox_paused WHERE run_id = ?');
  const counts = db.prepare(
    `SELECT count(*) AS total, coalesce(sum(state = 1), 0) AS running FROM outbox WHERE state <> 2 OR run_id IS NOT NULL`,
  );
  /** SQLite would give out the id of a removed row again, and a late result would settle the work of another. */
  let lastId = db.prepare('SELECT coalesce(max(id), 0) FROM outbox').pluck().get() as number;
  return {
    add(row) {
      const state = row.due > row.at ? STATE.delayed : STATE.ready;
      insert.run(++lastId, row.kind, row.pool, row.priority, state, row.due, row.at, row.runId, row.subject);
    },
    claim(pool, limit, boot) {
      const rows = claim.all(boot, pool, limit) as (OutboxRow & { priority: number })[];
      // An update gives its rows back in an order of its own.
      rows.sort((a, b) => a.priority - b.priority || a.id - b.id);
      return rows.map(({ priority: _used, ...row }) => row);
    },
    settle: (id, boot) => settle.run(id, boot).changes === 1,
    retry: (id, boot, due) => retry.run(due, id, boot).changes === 1,
    ripen: (now) => void ripen.run(now),
    nextDue: () => (nextDue.get() as { due: number | null }).due ?? undefined,
    orphans: (boot) => orphans.all(boot) as OutboxRow[],
    take: (id, boot) => void take.run(boot, id),
    reclaim: (id) => void reclaim.run(id),
    remove: (id) => void remove.run(id),
    cancel(what) {
      const rows = 'runId' in what ? cancelRun.all(what.runId) : cancelSubject.all(what.subject);
      return (rows as { id: number; state: number }[])
        .filter((row) => row.state === STATE.claimed)
        .map((row) => row.id);
    },
    pause: (runId) => void pause.run(runId),
    resume: (runId) => void resume.run(runId),
    counts() {
      const row = counts.get() as { total: number; running: number };
      return { waiting: row.total - row.running, running: row.running };
    },
  };
}
