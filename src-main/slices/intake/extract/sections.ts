import type { Level, RequirementKind } from '#shared/model/requirement.ts';
import { ENGLISH_HEADINGS } from './lexicon/english-headings.ts';
import { GERMAN_HEADINGS } from './lexicon/german-headings.ts';
import { OTHER_HEADINGS } from './lexicon/other-headings.ts';

/**
 * What a heading says about the text beneath it. skip: nothing there binds; weak: background, where only a plain
 * obligation counts; acceptance: criteria of the requirement before; requirement: what stands there is asked for.
 */
export type Stance = 'skip' | 'weak' | 'acceptance' | 'requirement' | 'neutral';

export type HeadingClass = { stance: Stance; level?: Level; kind?: RequirementKind };

const LANGUAGES = [ENGLISH_HEADINGS, GERMAN_HEADINGS, OTHER_HEADINGS];
const LEVELS = LANGUAGES.flatMap((language) => language.levels);
const LEVELS_WITHIN = LANGUAGES.flatMap((language) => language.levelsWithin);
const KINDS = LANGUAGES.flatMap((language) => language.kinds);

/** Whether the name of a document says that it asks for something as a whole. */
export function titleAsks(title: string): boolean {
  return LANGUAGES.some((language) => language.asksAsTitle.test(title));
}

export function classifyHeading(heading: string): HeadingClass {
  const title = heading.replace(/^[\d.)\s]+/, '').replace(/^[^\p{L}\p{N}_]+/u, '');
  if (LANGUAGES.some(({ skip }) => skip?.test(title))) return { stance: 'skip' };
  if (LANGUAGES.some(({ acceptance }) => acceptance.test(title))) return { stance: 'acceptance' };
  const level = match(LEVELS, title) ?? match(LEVELS_WITHIN, heading);
  const functional = LANGUAGES.some((language) => language.functional?.test(title));
  const kind = functional ? 'functional' : match(KINDS, title);
  const binding =
    level !== undefined || kind !== undefined || LANGUAGES.some(({ requirement }) => requirement.test(title));
  const stance = LANGUAGES.some(({ weak }) => weak?.test(title))
    ? 'weak'
    : binding
      ? 'requirement'
      : 'neutral';
  return { stance, ...(level === undefined ? {} : { level }), ...(kind === undefined ? {} : { kind }) };
}

function match<T>(rules: readonly [RegExp, T][], text: string): T | undefined {
  return rules.find(([pattern]) => pattern.test(text))?.[1];
}
