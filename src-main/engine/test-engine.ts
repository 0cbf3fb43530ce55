import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from '#shared/commands.ts';
import type { Event } from '#shared/events.ts';
import { fail, ok, unwrap } from '#shared/faults.ts';
import { ID_PREFIX, type NewId } from '#shared/ids.ts';
import { createBridge } from '../bridge/bridge.ts';
import { type ManualClock, manualClock } from '../kernel/clock.ts';
import { silentLogger } from '../kernel/logger.ts';
import { createBaselines } from '../slices/validation/baselines.ts';
import { createExaminer } from '../slices/validation/checks/examiner.ts';
import { createBlobs } from '../store/blobs.ts';
import { createCheckCache } from '../store/check-cache.ts';
import { openDatabase } from '../store/database.ts';
import { createJournal } from '../store/journal.ts';
import { createLogs } from '../store/logs.ts';
import { createOutbox } from '../store/outbox.ts';
import { createReceipts } from '../store/receipts.ts';
import { createCheckouts } from '../workspace/checkouts.ts';
import { createWorktrees } from '../workspace/worktrees.ts';
import type { AnyEffect } from './effect.ts';
import type { EffectKind, Pool } from './effect-kinds.ts';
import { createEffects } from './effects.ts';
import { createEngine, type Engine, type EngineParts } from './engine.ts';
import type { Read } from './read.ts';
import { type Recovered, recover } from './recover.ts';
import { createSlices } from './slices.ts';
import { type Runs, succeedingRuns } from './test-work.ts';
import { createWorker, type Worker } from './worker.ts';

export type TestEngine = EngineParts & {
  home: string;
  boot: string;
  clock: ManualClock;
  engine: Engine;
  worker: Worker;
  read: Read;
  effects: Record<EffectKind, AnyEffect>;
  runs: Runs;
  slots: Record<Pool, number>;
  /** Dispatches commands that must not be refused. */
  act(...commands: Command[]): void;
  /** Lets the worker go on until nothing moves any more without time passing. */
  settle(): Promise<void>;
  events(): Event[];
  recover(): Recovered;
  /** Closes the database as a killed process would leave it. Only when nothing but hung work is under way. */
  crash(): void;
  /** Stops the worker, closes the database and removes the folder. */
  close(): Promise<void>;
};

const BEGIN = 1_800_000_000_000;
/** Turns of the event loop without any change after which nothing is expected to change. */
const QUIET_TURNS = 4;

/** A real engine over a real SQLite file, with a manual clock, ids that count up, and fake work. */
export function testEngine(options: { home?: string; boot?: string; now?: number } = {}): TestEngine {
  const { boot = 'b1' } = options;
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'engine test-'));
  const clock = manualClock(options.now ?? BEGIN);
  const opened = openDatabase({ path: join(home, 'test.db'), synchronous: 'NORMAL', now: clock.now() });
  const db = unwrap(opened);
  const slices = createSlices(db);
  const { read } = slices;
  const newId = countingIds(boot);
  const parts = { db, slices, journal: createJournal(db), outbox: createOutbox(db), clock, newId };
  const engine = createEngine({ ...parts, receipts: createReceipts(db) });
  const runs = succeedingRuns(newId);
  const effects = fakeEffects(home, { ...parts, logs: createLogs(db, clock, (text) => text) }, runs);
  const slots = { agent: 4, check: 2, quick: 2 };
  const rest = { outbox: parts.outbox, effects, read, clock, boot, logger: silentLogger };
  const worker = createWorker({ ...rest, engine, slots: () => slots });
  return {
    ...parts,
    ...{ receipts: createReceipts(db), home, boot, engine, worker, read, effects, runs, slots },
    act: (...commands) => void unwrap(engine.dispatch(commands, { by: 'person' })),
    async settle() {
      let before = '';
      for (let quiet = 0; quiet < QUIET_TURNS; ) {
        await new Promise((resolve) => setImmediate(resolve));
        const now = JSON.stringify([parts.journal.last(), worker.inFlight(), parts.outbox.counts()]);
        quiet = now === before ? quiet + 1 : 0;
        before = now;
      }
    },
    events: () => parts.journal.after(0, 1_000_000).map((recorded) => recorded.event),
    recover: () => recover({ engine, outbox: parts.outbox, effects, read, boot, logger: silentLogger }),
    crash: () => void db.close(),
    async close() {
      if (db.open) await worker.stop();
      db.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function countingIds(boot: string): NewId {
  let made = 0;
  return (kind) => `${ID_PREFIX[kind]}_${boot}_${String(++made).padStart(6, '0')}`;
}

type FakeParts = Pick<EngineParts, 'clock' | 'db' | 'newId'> & { logs: ReturnType<typeof createLogs> };

/** The real effects, except for what they do. */
function fakeEffects(home: string, { clock, db, newId, logs }: FakeParts, runs: Runs) {
  const effects = createEffects({
    bridge: createBridge([]),
    blobs: createBlobs(join(home, 'blobs')),
    room: { study: async () => fail('invalid_input', 'a test reads nothing') },
    worktrees: createWorktrees({ home, clock }),
    baselines: createBaselines(join(home, 'baselines'), createCheckouts(home)),
    worktreePath: (attemptId) => join(home, attemptId),
    sandboxFor: () => ({
      id: 'none',
      status: async () => ({ available: false, detail: 'a test runs nothing' }),
      run: async () => fail('sandbox', 'a test runs nothing'),
    }),
    node: process.execPath,
    examiner: createExaminer({ node: process.execPath, clock }),
    checkCache: createCheckCache(db, clock),
    capsulesDir: join(home, 'capsules'),
    generator: 'a test',
    logs,
    contexts: { put: () => undefined, get: () => undefined },
    template: async () => ok(new Map()),
    newId,
    noteProgress: () => undefined,
  });
  const faked = Object.entries(effects).map(([kind, effect]): [string, AnyEffect] => [
    kind,
    { ...effect, run: (input, context) => runs[kind as EffectKind](input, context) },
  ]);
  return Object.fromEntries(faked) as Record<EffectKind, AnyEffect>;
}
