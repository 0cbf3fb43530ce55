import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RequirementDraft } from '#shared/model/requirement.ts';
import { matchVersions } from './match.ts';
import { fingerprint, wordsOf } from './wording.ts';

function draft(text: string, more: Partial<RequirementDraft> = {}): RequirementDraft {
  const source = { start: 0, end: text.length, line: 1, headings: [] };
  return { key: '', text, kind: 'functional', level: 'must', acceptance: [], source, ...more };
}
const drafts = (...texts: string[]) => texts.map((text) => draft(text));

const NOTES = drafts(
  'A user must be able to create a note.',
  'A user must be able to list all notes.',
  'A user must be able to delete a note.',
  'The title of a note must have at most 100 characters.',
  'Every request is written to a log with its duration.',
  'The service keeps its records in a file that outlives it.',
);

describe('what counts as the same wording', () => {
  it.each([
    ['white space', 'A note  has\n a title', 'A note has a title'],
    ['punctuation', 'A note has a title, and a text.', 'A note has a title and a text'],
    ['typographic quotes', 'The note’s “title”', 'The note\'s "title"'],
    ['numbering', '3.2.1. A note has a title', 'A note has a title'],
    ['a label', 'FR-12: A note has a title', 'A note has a title'],
    ['another label', '(a) A note has a title', 'b) A note has a title'],
  ])('%s does not', (_what, a, b) => {
    expect(fingerprint(draft(a))).toBe(fingerprint(draft(b)));
  });

  it.each([
    ['a number', 'at most 100 characters', 'at most 120 characters'],
    ['a decimal point', 'within 1.5 seconds', 'within 15 seconds'],
    ['a sign', 'between -2 and 60', 'between 2 and 60'],
    ['a comparison', 'the end is > the start', 'the end is < the start'],
    ['a path', 'GET /rooms/:id answers', 'GET /rooms answers'],
    ['a unit', 'uses 5 % of memory', 'uses 5 of memory'],
    ['letter case', 'status is Open', 'status is open'],
    ['a negation', 'must overlap', 'must not overlap'],
  ])('%s does', (_what, a, b) => {
    expect(fingerprint(draft(a))).not.toBe(fingerprint(draft(b)));
  });

  it('level and acceptance criteria are part of what is asked', () => {
    const base = draft('A note has a title.');
    expect(fingerprint({ ...base, level: 'could' })).not.toBe(fingerprint(base));
    expect(fingerprint({ ...base, acceptance: ['It is shown.'] })).not.toBe(fingerprint(base));
  });
});

describe('finding the earlier requirement', () => {
  it('takes an edited text for the same requirement, also when it moved to another heading', () => {
    const edited = draft('The title of a note must have at most 120 characters.', {
      source: { start: 0, end: 1, line: 90, headings: ['Limits'] },
    });
    expect(matchVersions(NOTES, [edited, ...NOTES.toSpliced(3, 1)])).toEqual([3, 0, 1, 2, 4, 5]);
  });

  it('takes what shares only common words for something new', () => {
    const now = [...NOTES.slice(1), draft('Accounts are locked after five wrong passwords.')];
    expect(matchVersions(NOTES, now)).toEqual([1, 2, 3, 4, 5, undefined]);
  });

  it('prefers the same heading among equal texts', () => {
    const under = (heading: string) =>
      draft('name: string', { source: { start: 0, end: 1, line: 1, headings: [heading] } });
    expect(matchVersions([under('Rooms'), under('Guests')], [under('Guests')])).toEqual([1]);
  });

  it('gives each of several equal texts one of its own', () => {
    const same = drafts('id: string', 'id: string', 'id: string');
    expect(matchVersions(same, same.slice(1))).toEqual([0, 1]);
    expect(matchVersions(same.slice(1), same)).toEqual([0, 1, undefined]);
  });

  it('compares thousands of requirements with the same words without long thought', () => {
    const many = (from: number) =>
      Array.from({ length: 3_000 }, (_, at) =>
        draft(`The system must keep field ${from + at} of the record.`),
      );
    const began = performance.now();
    const matches = matchVersions(many(0), many(1_500));
    expect(performance.now() - began).toBeLessThan(4_000);
    expect(matches.slice(0, 1_500)).toEqual(Array.from({ length: 1_500 }, (_, at) => at + 1_500));
  });

  it('reads hostile text in linear time', () => {
    const began = performance.now();
    for (const text of [
      '('.repeat(200_000),
      '1.'.repeat(100_000),
      'A-'.repeat(100_000),
      ' '.repeat(200_000),
    ]) {
      expect(wordsOf(text).length).toBeLessThanOrEqual(2_000);
    }
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

const WORDS =
  'room guest title price invoice export search report filter limit colour weight lock key page'.split(' ');
const sentence = fc
  .tuple(fc.subarray(WORDS, { minLength: 4 }), fc.nat(999))
  .map(([words, number]) => `The ${words.join(' ')} holds ${number}`);
const version = fc.uniqueArray(sentence, { minLength: 1, maxLength: 30 });

describe('for any two versions', () => {
  it('every earlier requirement is given once at most', () => {
    fc.assert(
      fc.property(version, version, (before, now) => {
        const found = matchVersions(drafts(...before), drafts(...now)).filter((at) => at !== undefined);
        expect(new Set(found).size).toBe(found.length);
      }),
    );
  });

  it('a text that is in both is matched with itself, in whatever order it stands', () => {
    fc.assert(
      fc.property(
        version.chain((before) => fc.tuple(fc.constant(before), fc.shuffledSubarray(before), version)),
        ([before, kept, added]) => {
          const now = [...kept, ...added.filter((text) => !before.includes(text))];
          const matches = matchVersions(drafts(...before), drafts(...now));
          expect(kept.map((_, at) => before[matches[at] ?? -1])).toEqual(kept);
        },
      ),
    );
  });

  it('other white space, punctuation and numbering change nothing', () => {
    fc.assert(
      fc.property(version, (before) => {
        const now = before.map((text, at) => `${at + 1}. ${text.replaceAll(' ', '  ')}!`);
        expect(matchVersions(drafts(...before), drafts(...now))).toEqual(before.map((_, at) => at));
      }),
    );
  });
});
