import { describe, expect, it } from 'vitest';
import { carryOutAll, inFolder, runTests, writeAll } from './testing/carry-out.ts';
import { bookings, tickets } from './testing/documents.ts';
import { featurePaths } from './writing/paths.ts';

const SLOW = { timeout: 120_000 };

describe('the tests that are generated', () => {
  const room = featurePaths({ slug: 'room', plural: 'rooms' });
  const booking = featurePaths({ slug: 'booking', plural: 'bookings' });
  const mutants: readonly [
    what: string,
    file: string,
    from: string | RegExp,
    to: string,
    caughtBy: string,
  ][] = [
    ['a longer name', room.record, 'maxLength: 80', 'maxLength: 81', room.validationTest],
    ['a lower bound', room.record, 'min: -2', 'min: -3', room.validationTest],
    ['no unique code', room.rules, /throw conflict\('There is already[^;]*;/, 'return;', room.endpointsTest],
    ['no validation', room.routes, 'validate(roomSchema, body)', 'body as RoomFields', room.endpointsTest],
    ['a filter the wrong way round', room.routes, "'atLeast'", "'atMost'", room.listsTest],
    ['an overlap that touches', booking.rules, '`) < end', '`) <= end', booking.rulesTest],
    ['any end', booking.rules, /.*requireEndAfterStart\(fields\),\n/, '', booking.rulesTest],
    ['a shorter booking', booking.rules, 'minutes < 15', 'minutes < 14', booking.rulesTest],
    [
      'a confirmation from any state',
      booking.rules,
      /.*allowConfirm\(fields, .*\),\n/,
      '',
      booking.rulesTest,
    ],
    ['a second confirmation', booking.rules, "&& action !== 'confirm'", '', booking.rulesTest],
    ['a change of what is cancelled', booking.rules, /.*keepCancelled\(current\),\n/, '', booking.rulesTest],
  ];

  it('fail when the service is changed', SLOW, () =>
    inFolder(async (folder) => {
      const { files } = await carryOutAll(bookings());
      await writeAll(folder, files);
      for (const [what, file, from, to, caughtBy] of mutants) {
        const text = files.get(file) ?? '';
        const mutant = text.replace(from, to);
        expect(mutant, what).not.toBe(text);
        await writeAll(folder, [[file, mutant]]);
        const ran = await runTests(folder, caughtBy);
        expect(ran.output, what).toMatch(/^not ok/m);
        await writeAll(folder, [[file, text]]);
      }
    }),
  );

  it('fail when a reference that is asked for may be left out', SLOW, () =>
    inFolder(async (folder) => {
      const { files, replies } = await carryOutAll(tickets());
      const { record, validationTest } = featurePaths({ slug: 'ticket', plural: 'tickets' });
      expect([...replies.values()].flatMap((reply) => reply.covers)).toContain('R-3');
      const text = files.get(record) ?? '';
      const mutant = text.replace(/(customerId: \{[^}]*)required: true/, '$1required: false');
      expect(mutant).not.toBe(text);
      await writeAll(folder, [...files, [record, mutant]]);
      expect((await runTests(folder, validationTest)).output).toMatch(/^not ok .*R-3/m);
    }),
  );

  it('name the requirements that their task covers', async () => {
    const { tasks, replies } = await carryOutAll(bookings());
    for (const task of tasks.filter((each) => each.role === 'implementer')) {
      const reply = replies.get(task.key);
      const names = (reply?.files ?? []).flatMap((file) => [
        ...file.content.matchAll(/^test\('([\w, -]+?): /gm),
      ]);
      const named = new Set(names.flatMap((match) => (match[1] ?? '').split(', ')));
      expect(
        reply?.covers.filter((key) => !named.has(key)),
        task.title,
      ).toEqual([]);
    }
  });
});
