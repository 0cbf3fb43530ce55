import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import {
  carryOutAll,
  copyFolder,
  inFolder,
  type Outcome,
  runTests,
  typeCheck,
  workOn,
  writeAll,
} from './testing/carry-out.ts';
import { bookings, espresso, type Fixture, hostile, notes, tickets } from './testing/documents.ts';

const SLOW = { timeout: 120_000 };

const documents: readonly [string, () => Fixture][] = [
  ['a document of four kinds of record', bookings],
  ['a document of one kind of record', notes],
  ['a document with references and states', tickets],
  ['a document without an interface', espresso],
  ['a hostile document', hostile],
];

describe.each(documents)('what is generated from %s', (_name, make) => {
  it('type-checks, and passes its own tests', SLOW, () =>
    inFolder(async (folder) => {
      const outcome = await carryOutAll(make());
      await writeAll(folder, outcome.files);
      const types = await typeCheck(folder);
      expect(types.output).toBe('');
      const tests = await runTests(folder);
      expect(tests.output.match(/^\s*not ok .*/gm) ?? []).toEqual([]);
      expect(tests.code).toBe(0);
    }),
  );

  it('has every file that its plan expects, and answers for every requirement', async () => {
    const source = make();
    const { tasks, files, replies } = await carryOutAll(source);
    expect(tasks.flatMap((task) => task.expects).filter((path) => !files.has(path))).toEqual([]);
    const answered = new Set<string>();
    for (const { covers, gaps } of replies.values()) {
      for (const key of [...covers, ...gaps.map((gap) => gap.requirementKey)]) answered.add(key);
    }
    expect(source.requirements.map(({ key }) => key).filter((key) => !answered.has(key))).toEqual([]);
  });

  it('claims no requirement in one task that it calls a gap in another', async () => {
    const { replies } = await carryOutAll(make());
    const all = [...replies.values()];
    const gaps = new Set(all.flatMap((reply) => reply.gaps.map((gap) => gap.requirementKey)));
    expect(all.flatMap((reply) => reply.covers).filter((key) => gaps.has(key))).toEqual([]);
  });
});

/** Starts the generated service and gives its address to `use`. */
async function withService(folder: string, use: (url: string) => Promise<void>): Promise<number | null> {
  const child = spawn(process.execPath, ['implementation/src/main.ts'], {
    cwd: folder,
    env: { PORT: '0', PATH: process.env.PATH ?? '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      await use(`http://127.0.0.1:${JSON.parse(line).port}`);
      break;
    }
  } finally {
    child.kill('SIGTERM');
  }
  const [code] = await ended;
  return code;
}

async function call(url: string, method: string, body?: unknown) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

describe('the booking service', () => {
  it('starts, answers its endpoints by its rules, and stops', SLOW, () =>
    inFolder(async (folder) => {
      const { files } = await carryOutAll(bookings());
      await writeAll(folder, files);
      const code = await withService(folder, async (url) => {
        expect(await call(`${url}/health`, 'GET')).toEqual({ status: 200, body: { status: 'ok' } });
        const building = await call(`${url}/buildings`, 'POST', { name: 'North', city: 'Graz' });
        const buildingId = building.body.id;
        const room = { name: 'Blue', buildingId, floor: 2, capacity: 4, code: 'NO-201' };
        const created = await call(`${url}/rooms`, 'POST', room);
        expect(created).toMatchObject({ status: 201, body: { ...room, hasVideo: false } });
        expect((await call(`${url}/rooms`, 'POST', room)).status).toBe(409);
        const small = await call(`${url}/rooms`, 'POST', { ...room, capacity: 0, code: 'NO-202' });
        expect(small).toMatchObject({ status: 400, body: { error: { fields: [{ field: 'capacity' }] } } });
        const person = await call(`${url}/employees`, 'POST', { name: 'Ada', email: 'ada@example.org' });
        const booking = {
          roomId: created.body.id,
          organiserId: person.body.id,
          title: 'Stand-up',
          start: '2099-03-02T09:00:00Z',
          end: '2099-03-02T09:30:00Z',
          attendees: 4,
        };
        const first = await call(`${url}/bookings`, 'POST', booking);
        expect(first).toMatchObject({ status: 201, body: { status: 'tentative' } });
        expect((await call(`${url}/bookings`, 'POST', booking)).status).toBe(409);
        const crowd = {
          ...booking,
          start: '2099-03-03T09:00:00Z',
          end: '2099-03-03T09:30:00Z',
          attendees: 5,
        };
        expect((await call(`${url}/bookings`, 'POST', crowd)).status).toBe(400);
        expect((await call(`${url}/rooms/${room.name}`, 'DELETE')).status).toBe(404);
        expect((await call(`${url}/rooms/${created.body.id}`, 'DELETE')).status).toBe(409);
        expect((await call(`${url}/bookings/${first.body.id}/confirm`, 'POST')).body.status).toBe(
          'confirmed',
        );
        expect((await call(`${url}/bookings/${first.body.id}/confirm`, 'POST')).status).toBe(409);
        expect((await call(`${url}/bookings/${first.body.id}`, 'PATCH', { title: 'Daily' })).status).toBe(
          200,
        );
        expect((await call(`${url}/bookings/${first.body.id}/cancel`, 'POST')).body.status).toBe('cancelled');
        expect((await call(`${url}/bookings/${first.body.id}/confirm`, 'POST')).status).toBe(409);
        expect((await call(`${url}/bookings`, 'POST', booking)).status).toBe(201);
        const found = await call(`${url}/rooms?minCapacity=5`, 'GET');
        expect(found.body).toEqual({ items: [], total: 0, limit: 20, offset: 0 });
      });
      expect(code).toBe(0);
    }),
  );

  it('has features that pass their tests with only the foundation beside them', SLOW, () =>
    inFolder(async (folder) => {
      const outcome = await carryOutAll(bookings());
      const base = join(folder, 'base');
      await writeAll(base, filesOf(outcome, 'scaffold'));
      expect((await runTests(base)).code).toBe(0);
      const features = outcome.tasks.filter(
        (task) => task.kind === 'feature' && task.dependsOn.includes('T-2'),
      );
      expect(features.length).toBe(4);
      for (const task of features) {
        const alone = join(folder, task.key);
        await copyFolder(base, alone);
        const files = outcome.replies.get(task.key)?.files ?? [];
        await writeAll(
          alone,
          files.map((file) => [file.path, file.content]),
        );
        const test = files.find((file) => file.path.endsWith('endpoints.test.ts'))?.path ?? '';
        const ran = await runTests(alone, test.replace('endpoints.test.ts', '*.test.ts'));
        expect(ran.output.match(/^\s*not ok .*/gm) ?? []).toEqual([]);
        expect(ran.output).toMatch(/^# pass [1-9]/m);
      }
    }),
  );
});

function filesOf(outcome: Outcome, kind: string): [string, string][] {
  return outcome.tasks
    .filter((task) => task.kind === kind)
    .flatMap((task) => outcome.replies.get(task.key)?.files ?? [])
    .map((file) => [file.path, file.content]);
}

describe('a second attempt', () => {
  it('gives the same files, since rules cannot learn', async () => {
    const source = notes();
    const { plan, tasks, replies, files } = await carryOutAll(source);
    const task = tasks.find((each) => each.kind === 'feature');
    if (!task) throw new Error('no feature');
    const again = await workOn(task, plan.name, source.requirements, tasks, files);
    expect(again.files).toEqual(replies.get(task.key)?.files);
  });
});
