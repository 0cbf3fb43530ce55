import type { Fault, Result } from '#shared/faults.ts';
import { jsonCodec, optionalJson } from './codec.ts';
import type { Db } from './database.ts';

/** What came of a command, so that the same id sent twice does nothing twice. The value is the journal position. */
export type Receipts = {
  find(commandId: string): Result<number> | undefined;
  write(commandId: string, result: Result<number>, at: number): void;
};

const faults = optionalJson(jsonCodec<Fault>('receipts.fault'));

export function createReceipts(db: Db): Receipts {
  const select = db.prepare('SELECT seq, fault FROM receipts WHERE command_id = ?');
  const insert = db.prepare('INSERT INTO receipts (command_id, at, seq, fault) VALUES (?, ?, ?, ?)');
  return {
    find(commandId) {
      const row = select.get(commandId) as { seq: number; fault: string | null } | undefined;
      if (!row) return undefined;
      const fault = faults.decode(row.fault);
      return fault ? { ok: false, fault } : { ok: true, value: row.seq };
    },
    write(commandId, result, at) {
      insert.run(commandId, at, result.ok ? result.value : 0, result.ok ? null : faults.encode(result.fault));
    },
  };
}
