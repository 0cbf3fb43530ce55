import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unwrap } from '#shared/faults.ts';
import { replay, sliceTables } from '../engine/replay-testing.ts';
import { type Db, openDatabase } from '../store/database.ts';
import { lockHome } from '../store/lock.ts';
import { homePaths } from './home.ts';
import {
  findWrongInHome,
  findWrongInWorkspace,
  findWrongRecords,
  processesAt,
} from './testing/crash-evidence.ts';
import { createChance } from './testing/crash-moments.ts';
import { crashAgainAndAgain, type Series } from './testing/crash-series.ts';
import { startHostProcess } from './testing/host-process.ts';

const KILLS = Number(process.env.CRASH_KILLS ?? 50);
const SEED = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);
const FIRST_STARTS = 10;
/** After every so many kills the next host waits until what the last one ran is gone. */
const LOOK_EVERY = 5;
const templateDir = fileURLToPath(new URL('../../workspace-template', import.meta.url));

const DOCUMENTS = [
  {
    name: 'library.md',
    content: `# Library lending service

## Books
- The system must store books with a title, an author and a number of copies.
- The title of a book must not be empty and must have at most 200 characters.
- The number of copies of a book must be between 0 and 1000.
- A user must be able to create a book.
- A user must be able to list all books.
- A user must be able to read a single book.
- A user must be able to delete a book.
`,
  },
  {
    name: 'members.md',
    content: `# Members of the library

- The system must store members with a name and an email address.
- The name of a member must not be empty.
- The email address of a member must be a valid email address.
- A user must be able to create a member.
- A user must be able to list all members.
- A user must be able to change a member.
- A user must be able to delete a member.
- The service should answer unknown members with a clear error.
`,
  },
];

const chance = createChance(SEED);
const interrupted: Record<string, number> = {};
let folder: string;
let home: string;
let series: Series;
let db: Db;

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'crash-')));
  home = join(folder, 'home');
  console.info(`${KILLS} kills, CRASH_SEED=${SEED}, in ${folder}`);
  series = await crashAgainAndAgain({
    home,
    cache: join(folder, 'cache'),
    chance,
    kills: KILLS,
    documents: DOCUMENTS,
    workspaceOf: (run) => join(folder, `workspace ${run}`),
    async afterKill(kill) {
      noteInterrupted();
      if (kill % LOOK_EVERY === 0) await expectNoProcesses();
    },
  });
  db = unwrap(openDatabase({ path: homePaths(home).database, now: 0 }));
}, 600_000);

afterAll(() => {
  db?.close();
  if (process.env.CRASH_KEEP === undefined) rmSync(folder, { recursive: true, force: true });
});

/** Counts what the killed host was doing. */
function noteInterrupted(): void {
  const left = unwrap(openDatabase({ path: homePaths(home).database, now: 0 }));
  const kinds = left.prepare('SELECT kind FROM outbox WHERE state = 1').pluck().all() as string[];
  left.close();
  for (const kind of kinds.length > 0 ? kinds : ['nothing']) {
    interrupted[kind] = (interrupted[kind] ?? 0) + 1;
  }
}

/** Git that the last host had begun may take a moment to end. */
async function expectNoProcesses(): Promise<void> {
  if (process.platform !== 'linux') return;
  for (let looks = 0; looks < 50 && processesAt(folder).length > 0; looks++) await wait(100);
  expect(processesAt(folder)).toEqual([]);
}

it('opens a database whose making was cut short anywhere', async () => {
  for (let first = 0; first < FIRST_STARTS; first++) {
    const young = join(folder, `young ${first}`);
    const host = startHostProcess(young, join(folder, 'cache'));
    await host.opening;
    await wait(chance() * 40);
    await host.kill('group');
    unwrap(openDatabase({ path: homePaths(young).database, now: 0 })).close();
    unwrap(lockHome(young)).release();
  }
});

describe(`a host that is killed ${KILLS} times`, () => {
  it('brings every run to its end, with every task done once', () => {
    const fired = series.kills.filter((kill) => kill.fired).length;
    console.info(
      `${fired} of ${series.kills.length} kills hit a live host; ${series.runs.length} runs`,
      interrupted,
    );
    expect(fired).toBeGreaterThanOrEqual(KILLS * 0.9);
    expect(findWrongRecords(db, DOCUMENTS.length)).toEqual([]);
  });

  it('leaves workspaces with a whole history, whole files and nothing else', async () => {
    for (const { id } of series.runs) expect(await findWrongInWorkspace(db, id, templateDir)).toEqual([]);
  });

  it('leaves a data folder with its documents and capsules and nothing else', async () => {
    expect(await findWrongInHome(db, home)).toEqual([]);
  });

  it('has a journal that makes every row again', () => {
    const empty = unwrap(openDatabase({ path: join(folder, 'empty', 'replay.db'), now: 0 }));
    replay(db, empty);
    expect(sliceTables(empty)).toEqual(sliceTables(db));
    empty.close();
  });

  it('leaves no process and no lock', async () => {
    await expectNoProcesses();
    unwrap(lockHome(home)).release();
  });
});
