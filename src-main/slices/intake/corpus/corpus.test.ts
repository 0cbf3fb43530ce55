import { describe, expect, it } from 'vitest';
import type { RequirementDraft } from '#shared/model/requirement.ts';
import { extractRequirements } from '../extract/extract.ts';
import { documentNames, readCorpusDocument } from './testing/documents.ts';
import { ratio, readExpectations, readRanges, type Score, score } from './testing/expectations.ts';

const RANGES = readRanges();
const COUNTED = new Set(RANGES.map(({ name }) => name));
const JUDGED = documentNames().filter((name) => !COUNTED.has(name));

/** The drafts of a document, after the promises that every document is owed. */
async function draftsOf(name: string): Promise<RequirementDraft[]> {
  const { text, format } = await readCorpusDocument(name);
  const drafts = extractRequirements({ text, mediaType: format, firstNumber: 1 });
  let before = 0;
  for (const { key, text: words, source } of drafts) {
    expect(words, `${name} ${key}`).toMatch(/\p{L}/u);
    expect(source.start, `${name} ${key} begins behind the one before`).toBeGreaterThanOrEqual(before);
    expect(source.end, `${name} ${key}`).toBeGreaterThan(source.start);
    expect(text.slice(0, source.start).split(/\r\n|\n|\r/).length, `${name} ${key}`).toBe(source.line);
    before = source.end;
  }
  expect(before).toBeLessThanOrEqual(text.length);
  expect(new Set(drafts.map(({ key }) => key)).size).toBe(drafts.length);
  return drafts;
}

describe('the corpus', () => {
  it('holds at least 30 documents of all formats, ten of them judged by hand', () => {
    const formats = new Set(documentNames().map((name) => name.split('.').at(-1)));
    expect(documentNames().length).toBeGreaterThanOrEqual(30);
    expect(JUDGED.length).toBeGreaterThanOrEqual(10);
    for (const format of ['md', 'txt', 'html', 'pdf', 'docx', 'yaml', 'json'])
      expect(formats).toContain(format);
  });

  it('gives the requirements that a person found, and hardly any other', async () => {
    const scores = await Promise.all(
      JUDGED.map(async (name) => ({ name, ...score(await draftsOf(name), readExpectations(name)) })),
    );
    const sum = (of: (one: Score) => number) => scores.reduce((all, one) => all + of(one), 0);
    const matched = sum((one) => one.matched);
    const precision = ratio(
      matched,
      sum((one) => one.found),
    );
    const recall = ratio(
      matched,
      sum((one) => one.expected),
    );
    const levels = ratio(
      sum((one) => one.levels),
      matched,
    );
    console.log([...scores.map(report), row('all', precision, recall, levels)].join('\n'));
    expect(precision).toBeGreaterThanOrEqual(0.9);
    expect(recall).toBeGreaterThanOrEqual(0.9);
    expect(levels).toBeGreaterThanOrEqual(0.9);
  });

  it.each(RANGES)('gives $least to $most requirements for $name', async ({ name, least, most }) => {
    const drafts = await draftsOf(name);
    const listed = drafts.map(({ text }) => text).join('\n');
    expect(drafts.length, listed).toBeGreaterThanOrEqual(least);
    expect(drafts.length, listed).toBeLessThanOrEqual(most);
  });
});

function report(one: Score & { name: string }): string {
  const lines = [
    row(
      one.name,
      ratio(one.matched, one.found),
      ratio(one.matched, one.expected),
      ratio(one.levels, one.matched),
    ),
  ];
  for (const { anchor } of one.missed) lines.push(`    missed: ${anchor}`);
  for (const { text } of one.surplus) lines.push(`    surplus: ${text.slice(0, 90)}`);
  for (const { expectation, level } of one.misgraded)
    lines.push(`    ${level} instead of ${expectation.level}: ${expectation.anchor}`);
  return lines.join('\n');
}

function row(name: string, precision: number, recall: number, levels: number): string {
  const percent = (value: number) => `${(100 * value).toFixed(0).padStart(4)} %`;
  return `${name.padEnd(32)} precision ${percent(precision)}  recall ${percent(recall)}  levels ${percent(levels)}`;
}
