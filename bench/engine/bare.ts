import { join } from 'node:path';
import Database from 'better-sqlite3';
import { newHome, type Synchronous } from './plant.ts';

const STATES = ['ready', 'running', 'done'];

/** Tasks per second of a bare loop: one transaction per state change of a task, three changes a task, nothing else. */
export function bareRate(synchronous: Synchronous, tasks: number): number {
  const db = new Database(join(newHome(), 'bare.db'));
  db.pragma('journal_mode = WAL');
  db.pragma(`synchronous = ${synchronous}`);
  db.exec('CREATE TABLE tasks (id TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID');
  const insert = db.prepare('INSERT INTO tasks VALUES (?, ?)');
  const ids = Array.from({ length: tasks }, (_, index) => `tsk_${String(index).padStart(12, '0')}`);
  db.transaction(() => {
    for (const id of ids) insert.run(id, 'blocked');
  })();
  const update = db.prepare('UPDATE tasks SET state = ? WHERE id = ?');
  const change = db.transaction((state: string, id: string) => update.run(state, id));
  const begin = performance.now();
  for (const id of ids) for (const state of STATES) change.immediate(state, id);
  const seconds = (performance.now() - begin) / 1000;
  db.close();
  return tasks / seconds;
}
