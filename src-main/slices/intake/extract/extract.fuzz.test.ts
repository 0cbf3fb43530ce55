import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MediaType } from '#shared/model/document.ts';
import { RequirementDraft } from '#shared/model/requirement.ts';
import { extractRequirements } from './extract.ts';
import { cleanPassage } from './markup.ts';

const MEDIA_TYPES: MediaType[] = ['text/markdown', 'text/plain'];

/** Extracts and holds the promises that every document is owed. */
function checked(text: string, mediaType: MediaType, firstNumber = 1): RequirementDraft[] {
  const drafts = extractRequirements({ text, mediaType, firstNumber });
  let before = 0;
  drafts.forEach((draft, at) => {
    RequirementDraft.parse(draft);
    const { start, end } = draft.source;
    expect(draft.key).toBe(`R-${firstNumber + at}`);
    expect(start).toBeGreaterThanOrEqual(before);
    expect(end).toBeGreaterThan(start);
    expect(end).toBeLessThanOrEqual(text.length);
    expect(draft.text).not.toBe('');
    expect(cleanPassage(text.slice(start, end), mediaType)).toBe(draft.text);
    before = end;
  });
  return drafts;
}

const PIECES = [
  '# ',
  '## Requirements',
  '## Must have',
  '- ',
  '  - ',
  '    ',
  '\t',
  '1. ',
  '> ',
  '```',
  '~~~',
  '`',
  '**',
  '_',
  '|',
  '|-|-|',
  '| a | b |',
  '\n',
  '\n\n',
  '\r\n',
  '\r',
  'The app must start. ',
  'Use npm',
  'As a user, I want x',
  ' ',
  'REQ-1: ',
  'Acceptance criteria:',
  'Priority: high',
  'Given a',
  'When b',
  'Then c',
  '[a](b)',
  '<!--',
  '-->',
  '<li>',
  'E.g. ',
  'Otherwise ',
  ':',
  '.',
  '?',
  '---',
  '===',
  '\\',
  '&amp;',
  '🎉',
  'שלום',
  '\u202e',
  '\ufeff',
  '\0',
  '\ud800',
  '~~',
];

const documents = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...PIECES) },
      fc.string({ unit: 'binary', maxLength: 8 }),
    ),
    {
      minLength: 5,
      maxLength: 80,
      size: 'max',
    },
  )
  .map((pieces) => pieces.join(''));

describe('any document', () => {
  it('gives drafts in order, each with the words of its range', () => {
    fc.assert(
      fc.property(
        documents,
        fc.constantFrom(...MEDIA_TYPES),
        fc.integer({ min: 1, max: 999 }),
        (text, mediaType, first) => {
          checked(text, mediaType, first);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('may be random bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 3_000 }),
        fc.constantFrom(...MEDIA_TYPES),
        (bytes, mediaType) => {
          checked(Buffer.from(bytes).toString('latin1'), mediaType);
        },
      ),
    );
  });
});

const times = (piece: string, count: number) => piece.repeat(count);

/** Each would take minutes or the whole stack if anything were recursive or quadratic. */
const HOSTILE: [string, string][] = [
  ['10,000 nested quotes', `${times('>', 10_000)} It must end.`],
  ['10,000 list markers in a row', `${times('- ', 10_000)}It must end.`],
  [
    'lists nested 2,000 deep',
    Array.from({ length: 2_000 }, (_, at) => `${times(' ', at)}- It must end`).join('\n'),
  ],
  ['emphasis that never closes', times('**a_', 50_000)],
  ['brackets that never close', times('[', 200_000)],
  ['links that never close', times('[a](b ', 40_000)],
  ['tags that never close', times('<a ', 70_000)],
  ['comments that never close', times('<!-- a\n', 30_000)],
  ['fences of falling length', Array.from({ length: 600 }, (_, at) => times('`', 603 - at)).join('\nx\n')],
  ['code spans of rising length', Array.from({ length: 600 }, (_, at) => `${times('`', at + 1)}a`).join('')],
  ['a line of full stops', times('.', 200_000)],
  ['a line of spaces', `a${times(' ', 200_000)}b`],
  ['a line of hyphens and spaces', `${times('- ', 100_000)}x`],
  ['one word', times('must', 50_000)],
  ['one line of sentences', times('The app must start. ', 10_000)],
  ['a paragraph of lines', times('The app must start.\n', 10_000)],
  ['items without end', times('- The app must start\n', 10_000)],
  ['criteria without end', `The app must start.\n${times('Given a\nWhen b\nThen c\n', 8_000)}`],
  ['headings without end', times('# It must\n', 20_000)],
  ['headings with ids', times('### FR-1: Pay\n', 14_000)],
  ['a table with 20,000 rows', `|a|b|\n|-|-|\n${times('|must|y|\n', 20_000)}`],
  [
    'a table with 50,000 columns',
    `${times('|a', 50_000)}|\n${times('|-', 50_000)}|\n${times('|must', 40_000)}|`,
  ],
  ['tables whose rows never begin', times('a|b\n', 50_000)],
  ['backslashes', times('\\', 200_000)],
  ['line ends', times('\r', 200_000)],
];

describe('a hostile document of some 200 KB', () => {
  it.each(HOSTILE)('%s', (_name, text) => {
    for (const mediaType of MEDIA_TYPES) checked(text, mediaType);
  });

  it('yields its requirements all the same', () => {
    const nested = HOSTILE.slice(0, 3).map(([, text]) => checked(text, 'text/markdown').length);
    expect(nested).toEqual([1, 1, 2_000]);
    expect(checked(times('The app must start. ', 10_000), 'text/plain')).toHaveLength(10_000);
  });
});

describe('a document of 2 MB', () => {
  it('is read whole', () => {
    const section =
      '## Part\n\n- The app must start\n  - at once\n\nPressing Enter creates a todo. It is fine.\n\n';
    const text = times(section, Math.ceil(2_000_000 / section.length));
    expect(extractRequirements({ text, mediaType: 'text/markdown', firstNumber: 1 })).toHaveLength(
      2 * Math.ceil(2_000_000 / section.length),
    );
  });
});
