import { readFileSync } from 'node:fs';
import type { Level, RequirementDraft } from '#shared/model/requirement.ts';

const EXPECTED = new URL('../expected/', import.meta.url);

/** A requirement that a person found in a document: some of its words, under their headings where those count. */
export type Expectation = { level: Level; anchor: string };

/** How many drafts a document may give that nobody listed by hand. */
export type CountRange = { name: string; least: number; most: number };

/** Lines of `level | anchor`. */
export function readExpectations(name: string): Expectation[] {
  return lines(new URL(`${name}.txt`, EXPECTED)).map((line) => {
    const [level = '', ...words] = line.split(' | ');
    return { level: level as Level, anchor: words.join(' | ') };
  });
}

/** Lines of `name least-most`. */
export function readRanges(): CountRange[] {
  return lines(new URL('../ranges.txt', import.meta.url)).map((line) => {
    const [name = '', least, most] = line.split(/[ -](?=\d+(?:-|$))/);
    return { name, least: Number(least), most: Number(most) };
  });
}

function lines(file: URL): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
}

export type Score = {
  found: number;
  expected: number;
  matched: number;
  levels: number;
  missed: Expectation[];
  surplus: RequirementDraft[];
  misgraded: { expectation: Expectation; level: Level }[];
};

/** Pairs each expectation with one draft that says its words; a draft answers one expectation at most. */
export function score(drafts: readonly RequirementDraft[], expectations: readonly Expectation[]): Score {
  const left = new Set(drafts);
  const missed: Expectation[] = [];
  const misgraded: Score['misgraded'] = [];
  for (const expectation of expectations) {
    const draft = [...left].find((each) => fold(path(each)).includes(fold(expectation.anchor)));
    if (draft === undefined) missed.push(expectation);
    else left.delete(draft);
    if (draft !== undefined && draft.level !== expectation.level)
      misgraded.push({ expectation, level: draft.level });
  }
  const matched = expectations.length - missed.length;
  return {
    found: drafts.length,
    expected: expectations.length,
    matched,
    levels: matched - misgraded.length,
    missed,
    surplus: [...left],
    misgraded,
  };
}

function path({ source, text }: RequirementDraft): string {
  return [...source.headings, text].join(' > ');
}

function fold(words: string): string {
  return words.toLowerCase().replace(/\s+/g, ' ');
}

export function ratio(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}
