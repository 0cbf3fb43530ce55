import type { Difference } from '#shared/model/difference.ts';
import { ids, T0 } from './scene-plan.ts';

const task = (number: number, title: string) => ({
  runId: 'run_0',
  taskId: `tsk_0_${number}`,
  key: `T-${number}`,
  title,
});
const item = { documentId: 'doc_1', level: 'must', line: 12 } as const;

/** What the second version of the scene's document asks for that the first did not. */
export const DIFFERENCE: Difference = {
  runId: ids.runId,
  since: { runId: 'run_0', title: 'Lobby displays, first try', at: T0 - 86_400_000 },
  documents: [
    {
      documentId: 'doc_1',
      name: 'bookings.md',
      earlierDocumentId: 'doc_0',
      earlierRunId: 'run_0',
      earlierAt: T0 - 86_400_000,
    },
  ],
  ...{ unchanged: 9, changed: 1, added: 1, removed: 1 },
  items: [
    {
      ...item,
      key: 'R-7',
      change: 'changed',
      text: 'Bookings of one room must not overlap, not even by the time it takes to clean it.',
      before: 'Bookings of one room must not overlap.',
      tasks: [task(6, 'Refuse overlapping bookings')],
      files: ['src/features/bookings/rules.ts', 'tests/bookings/rules.test.ts'],
    },
    {
      ...item,
      key: 'R-12',
      change: 'added',
      text: 'A room may be closed for some time.',
      tasks: [],
      files: [],
    },
    {
      ...item,
      key: 'R-4',
      change: 'removed',
      text: 'Visitors can be invited to a booking.',
      tasks: [task(9, 'Invite visitors')],
      files: ['src/features/visitors/visitor.ts'],
    },
  ],
  standing: ['R-1', 'R-2', 'R-3'],
  reopened: [{ key: 'R-5', reason: 'src/features/bookings/booking.ts has changed since.' }],
};
