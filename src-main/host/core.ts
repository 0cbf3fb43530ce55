import { ok, type Result, unwrap } from '#shared/faults.ts';
import type { NewId } from '#shared/ids.ts';
import { createBridge } from '../bridge/bridge.ts';
import { createEffects } from '../engine/effects.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import type { Read } from '../engine/read.ts';
import { recover } from '../engine/recover.ts';
import { createSlices } from '../engine/slices.ts';
import { createWorker, type Worker } from '../engine/worker.ts';
import { createMask } from '../guard/mask.ts';
import { systemClock } from '../kernel/clock.ts';
import { createNewId } from '../kernel/new-id.ts';
import { endOwned } from '../kernel/process-tree.ts';
import { createScope, type Scope } from '../kernel/scope.ts';
import { createBaselines } from '../slices/validation/baselines.ts';
import { createExaminer } from '../slices/validation/checks/examiner.ts';
import { type Blobs, createBlobs } from '../store/blobs.ts';
import { createCheckCache } from '../store/check-cache.ts';
import { type Contexts, createContexts } from '../store/contexts.ts';
import { type Db, openDatabase } from '../store/database.ts';
import { createJournal, type Journal } from '../store/journal.ts';
import { lockHome } from '../store/lock.ts';
import { createLogs, type Logs } from '../store/logs.ts';
import { createOutbox, type Outbox } from '../store/outbox.ts';
import { createReceipts } from '../store/receipts.ts';
import { createCheckouts } from '../workspace/checkouts.ts';
import { templateHashes } from '../workspace/template-files.ts';
import { createWorktrees, type Worktrees } from '../workspace/worktrees.ts';
import { type Backups, createBackups } from './backup/backups.ts';
import { keepBackups } from './backup/keeper.ts';
import type { HomePaths } from './home.ts';
import { findCapsulesHere } from './moved-home.ts';
import type { SettledOptions } from './options.ts';
import type { Outside } from './outside.ts';
import { createPressureGauge } from './pressure.ts';
import { createReadingRoom } from './reading-room.ts';

/** The moving parts of a host, without its calls. */
export type Core = {
  newId: NewId;
  engine: Engine;
  read: Read;
  journal: Journal;
  outbox: Outbox;
  logs: Logs;
  contexts: Contexts;
  blobs: Blobs;
  worktrees: Worktrees;
  worker: Worker;
  backups: Backups;
  slotsNow(): number;
  /** The file that work on a task is at. */
  fileOf(taskId: string): string | undefined;
  /** Makes this host's agents known to the engine. */
  registerAgents(): void;
  /** Takes up what an earlier host left, and begins to work. */
  start(): void;
  stop(): Promise<void>;
};

/** Opens the data folder and puts the engine on it. What was opened is closed again when a later step fails. */
export function createCore(options: SettledOptions, paths: HomePaths, outside: Outside): Result<Core> {
  const { clock, logger } = options;
  const scope = createScope((name, error) => logger.error({ err: error }, `closing ${name} failed`));
  const lock = lockHome(paths.home);
  if (!lock.ok) return lock;
  const database = openDatabase({ path: paths.database, synchronous: options.synchronous, now: clock.now() });
  if (!database.ok) {
    lock.value.release();
    return database;
  }
  scope.add('lock', lock.value.release);
  scope.add('database', () => void database.value.close());
  return ok(assemble(database.value, options, paths, outside, scope));
}

function assemble(db: Db, options: SettledOptions, paths: HomePaths, outside: Outside, scope: Scope): Core {
  const { clock, logger } = options;
  const newId = createNewId(clock);
  const boot = newId('boot');
  const slices = createSlices(db);
  const { read } = slices;
  const journal = createJournal(db);
  const outbox = createOutbox(db);
  const engine = createEngine({ db, slices, journal, outbox, receipts: createReceipts(db), clock, newId });
  const logs = createLogs(db, clock, createMask(secretsOf(process.env)));
  const contexts = createContexts(db, clock);
  scope.add('logs', logs.flush);
  const blobs = createBlobs(paths.blobs);
  const room = createReadingRoom(clock);
  scope.add('reading room', room.close);
  const worktrees = createWorktrees({ home: paths.home, clock });
  const kept = { blobs, contexts, logs, worktrees };
  const fileOf = new Map<string, string>();
  const generator = `orchestrator ${options.version}`;
  const backups = createBackups({ paths, clock, generator });
  const examiner = createExaminer({ node: options.node, clock });
  scope.add('examiner', examiner.close);
  const effects = createEffects({
    ...outside,
    ...kept,
    bridge: createBridge(outside.agents),
    room,
    baselines: createBaselines(paths.baselines, createCheckouts(paths.home)),
    node: options.node,
    examiner,
    checkCache: createCheckCache(db, clock),
    capsulesDir: paths.capsules,
    generator,
    template: () => templateHashes(options.templateDir),
    newId,
    noteProgress(taskId, text) {
      if (text === undefined) fileOf.delete(taskId);
      else fileOf.set(taskId, text);
    },
  });
  findCapsulesHere(engine, read, paths.capsules);
  const gauge = createPressureGauge(clock, options.limits, options.pressure);
  const worker = createWorker({ engine, outbox, effects, read, clock, boot, slots: gauge.slots, logger });
  const registerAgents = () => {
    for (const { profile } of outside.agents) {
      unwrap(engine.dispatch([{ type: 'agents.register', profile }], { by: 'engine' }));
    }
  };
  return {
    newId,
    engine,
    read,
    journal,
    outbox,
    ...kept,
    worker,
    backups,
    slotsNow: () => Object.values(gauge.slots()).reduce((sum, n) => sum + n, 0),
    fileOf: (taskId) => fileOf.get(taskId),
    registerAgents,
    start() {
      registerAgents();
      // A command without walls may have outlived the last host of this data folder.
      const survivors = endOwned(paths.home, systemClock).then((ended) => {
        if (!ended.gone) logger.error(ended, 'processes of an earlier host do not end');
      });
      scope.add('survivors', () => survivors);
      const recovered = recover({
        ...{ engine, outbox, effects, read, boot, logger },
        mostCrashes: options.mostCrashes,
      });
      logger.info({ boot, ...recovered }, 'host started');
      scope.add('worker', worker.stop);
      worker.start();
      scope.add('backups', keepBackups(backups, { clock, logger, isEmpty: () => journal.last() === 0 }));
    },
    stop: () => scope.close(),
  };
}

/** Values of the environment whose names say that they are secret. */
function secretsOf(env: NodeJS.ProcessEnv): string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && /key|token|secret|password/i.test(name) ? [value] : [],
  );
}
