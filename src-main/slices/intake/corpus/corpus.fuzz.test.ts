import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TextFormat } from '#shared/model/document.ts';
import { RequirementDraft } from '#shared/model/requirement.ts';
import { extractRequirements } from '../extract/extract.ts';
import { documentNames, readCorpusDocument } from './testing/documents.ts';

const TEXTS = await Promise.all(documentNames().map(readCorpusDocument));

/** What the grammar of documents is made of, each as a line or the beginning of one. */
const PIECES = [
  '# Title\n',
  '## Requirements\n',
  '## Out of scope\n',
  '## Decisions\n',
  '### FR-1: Pay\n',
  'Story 3: Pay\n',
  'Fields of a tool:\n',
  '- name (required, at most 80 characters)\n',
  '  - nested\n',
  '1.2.3 The app must start.\n',
  'REQ 4.2 The app must stop.\n',
  '[R7] It may blink\n',
  '/LF10/ Das System muss starten.\n',
  '| ID | Requirement | Priority | Acceptance |\n|---|---|---|---|\n',
  '| F-1 | It starts | Must | at once |\n',
  '| Role | Read |\n|-|-|\n| guest | yes |\n',
  '| GET | `/a` |\n',
  'As a user, I want to pay\n',
  'Acceptance criteria:\n',
  'Given a\nWhen b\nThen c\n',
  'Feature: Pay\n',
  'Rule: Paid once\n',
  'Scenario: twice\n',
  'Examples:\n',
  '```yaml\nopenapi: 3.0.0\npaths:\n  /a:\n    get: { summary: Lists }\n',
  '```json\n{ "properties": { "a": { "type": "string" } } }\n',
  '```gherkin\nScenario: a\n  Given b\n',
  '```\n',
  'From: a@b\nSubject: c\n',
  '-- \n',
  '> quoted\n',
  'ABC-1  Bug  Open\nSummary: x\nDescription:\n',
  'Comments:\n',
  '1. Scope . . . . . . 3\n',
  '1.4.0 (2024-03-01)\n',
  'TITLE IN CAPITALS\n\n',
  'SERVICE AGREEMENT\n\n4. Liability\n\n',
  'a  b  c\n1  2  3\n',
  'o  bullet\n',
  '\n',
  '    ',
  '|',
  ':',
  '{',
];

function held(text: string, format: TextFormat): void {
  const drafts = extractRequirements({ text, mediaType: format, firstNumber: 1 });
  let before = 0;
  for (const draft of drafts) {
    RequirementDraft.parse(draft);
    expect(draft.text.trim()).not.toBe('');
    expect(draft.source.start).toBeGreaterThanOrEqual(before);
    expect(draft.source.end).toBeGreaterThan(draft.source.start);
    before = draft.source.end;
  }
  expect(before).toBeLessThanOrEqual(text.length);
  expect(new Set(drafts.map(({ key }) => key)).size).toBe(drafts.length);
}

type Mutation = { at: number; length: number; kind: 'cut' | 'double' | 'insert' | 'move'; piece: string };

const mutations = fc.array(
  fc.record({
    at: fc.nat(4_000),
    length: fc.nat(200),
    kind: fc.constantFrom('cut' as const, 'double' as const, 'insert' as const, 'move' as const),
    piece: fc.constantFrom(...PIECES, '\0', '\ud800', '\u202e', '\t', '`', '**'),
  }),
  { minLength: 1, maxLength: 6 },
);

function mutate(text: string, { at, length, kind, piece }: Mutation): string {
  const from = at % (text.length + 1);
  const taken = text.slice(from, from + length);
  const [head, tail] = [text.slice(0, from), text.slice(from + length)];
  if (kind === 'cut') return head + tail;
  if (kind === 'double') return head + taken + taken + tail;
  return kind === 'insert' ? head + piece + taken + tail : tail + taken + head;
}

const formats = fc.constantFrom<TextFormat[]>('text/markdown', 'text/plain');

describe('requirements have places in order, keys of their own, and words', () => {
  it('in a document with some of its parts cut, doubled, moved or replaced', () => {
    const documents = fc.constantFrom(...TEXTS);
    fc.assert(
      fc.property(documents, mutations, formats, ({ text }, changes, format) => {
        held(changes.reduce(mutate, text), format);
      }),
      { numRuns: 600 },
    );
  });

  it('in a document put together from the pieces of all grammars', () => {
    const documents = fc.array(fc.constantFrom(...PIECES), { minLength: 3, maxLength: 60 });
    fc.assert(
      fc.property(documents, formats, (pieces, format) => held(pieces.join(''), format)),
      { numRuns: 1_500 },
    );
  });
});
