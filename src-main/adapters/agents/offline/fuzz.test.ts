import fc from 'fast-check';
import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';
import { expectValidPlan } from '../conformance.ts';
import { carryOutAll } from './testing/carry-out.ts';
import { requirementOf } from './testing/documents.ts';

/** Pieces that the rules react to, so that random texts reach beyond their first word. */
const PIECES = [
  'A room has a',
  'room',
  'bookings',
  'name (required, unique, 1-80 characters)',
  'start (datetime)',
  'end',
  'must be after its',
  'one of a, b or c',
  'default b',
  'reference to a room',
  'between 9 and 3',
  'POST /rooms',
  'GET /rooms/{id}/bookings?room=1',
  `DELETE /a/../b/\${x}`,
  'Users can create, list and delete',
  'must not overlap',
  'of the same',
  'only',
  'cannot be changed',
  '`class`',
  '__proto__ (string)',
  "'; throw 1; //",
  `*/ \${y} \``,
  'pattern ^[A-Z]{2}-\\d+$',
  '| name | string | yes |',
  '; ',
  ', ',
  '. ',
  '\n- ',
  'limit (1 to 5) and offset',
  'answers 409',
  'body larger than 3 KB is answered with 413',
];

const text = fc.oneof(
  fc
    .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'grapheme', maxLength: 12 })), {
      maxLength: 14,
    })
    .map((parts) => parts.join(' ')),
  fc.string({ unit: 'binary', maxLength: 80 }),
);

const requirements = fc
  .array(
    fc.record({
      text,
      acceptance: fc.array(text, { maxLength: 2 }),
      heading: text,
      key: fc.constantFrom('R', "'", `\${k}`, '*/'),
    }),
    {
      maxLength: 9,
    },
  )
  .map((drafts) =>
    drafts.map((draft, at) => ({
      ...requirementOf(at + 1, draft.text, at + 1, ['Doc', draft.heading]),
      key: `${draft.key}-${at + 1}`,
      acceptance: draft.acceptance,
    })),
  );

const RUNS = { numRuns: 150 };

describe('whatever the requirements say', () => {
  it('the plan is valid and every generated file can be parsed', { timeout: 120_000 }, () =>
    fc.assert(
      fc.asyncProperty(requirements, text, async (found, title) => {
        const documents = [{ id: 'doc_1', name: `${title}.md`, text: `# ${title}\n` }];
        const { plan, files, tasks } = await carryOutAll({ documents, requirements: found });
        expectValidPlan(plan, found);
        expect(tasks.flatMap((task) => task.expects).filter((path) => !files.has(path))).toEqual([]);
        for (const [path, content] of files) {
          if (path.endsWith('.json')) JSON.parse(content);
          if (!path.endsWith('.ts')) continue;
          const { errors } = parseSync(path, content);
          expect(errors.map((error) => `${path}: ${error.message}`)).toEqual([]);
        }
      }),
      RUNS,
    ),
  );
});
