import type { Level, RequirementKind } from '#shared/model/requirement.ts';
import { ENGLISH_HEADINGS } from './lexicon/english-headings.ts';
import { GERMAN_HEADINGS } from './lexicon/german-headings.ts';
import { OTHER_HEADINGS } from './lexicon/other-headings.ts';

/**
 * What a heading says about the text beneath it. skip: nothing there binds; weak: background, where only a plain
 * obligation counts; acceptance: criteria of the requirement before; requirement: what stands there is asked for.
 */
export type Stance = 'skip' | 'weak' | 'acceptance' | 'requirement' | 'neutral';

/** `told` where a weak heading tells how things are. */
export type HeadingClass = { stance: Stance; told?: boolean; level?: Level; kind?: RequirementKind };

const LANGUAGES = [ENGLISH_HEADINGS, GERMAN_HEADINGS, OTHER_HEADINGS];
const LEVELS = LANGUAGES.flatMap((language) => language.levels);
const LEVELS_WITHIN = LANGUAGES.flatMap((language) => language.levelsWithin);
const KINDS = LANGUAGES.flatMap((language) => language.kinds);

/** A document of nothing but words explained or changes told. */
const NOTHING_BUT =
  /^(?:glossary|change ?log|release notes|glossar|änderungs(?:protokoll|historie))(?!\p{L})/iu;
/** `1.4.0 (2024-03-01)` and `[1.4.0] - 2024-03-01` head what changed. */
const RELEASED = /^\[?v?\d+\.\d+(?:\.\d+)*\]?\s*[-–—(]*\s*\d{4}-\d{2}/i;

const CLOSED_TICKET =
  /^[A-Z][A-Z0-9]{1,9}-\d{1,6}\s.{0,60}\b(?:closed|done|resolved|won'?t (?:fix|do)|rejected|duplicate|erledigt|geschlossen|abgelehnt)\b/i;

/** Whether the name of a document says that it asks for something as a whole. */
export function titleAsks(title: string): boolean {
  return LANGUAGES.some((language) => language.asksAsTitle.test(title));
}

/** What the name of a document says of all that stands in it. */
export function classifyTitle(title: string): 'skip' | 'speech' | 'legal' | 'requirement' | 'neutral' {
  if (NOTHING_BUT.test(title) || classifyHeading(title).stance === 'skip') return 'skip';
  if (titleAsks(title)) return 'requirement';
  if (LANGUAGES.some(({ speech }) => speech?.test(title))) return 'speech';
  return LANGUAGES.some(({ legal }) => legal?.test(title)) ? 'legal' : 'neutral';
}

/** Whether a heading names a clause that binds the parties of a contract. */
export function isClause(heading: string): boolean {
  const title = withoutNumber(heading);
  return LANGUAGES.some(({ clauses }) => clauses?.test(title));
}

function withoutNumber(heading: string): string {
  return heading
    .replace(/^[\d.)\s]+/, '')
    .replace(/^[^\p{L}\p{N}_]+/u, '')
    .replace(/^(?:the|our|unser|unsere|die|der|das)\s+(?=\p{L})/iu, '')
    .replace(/^(?:appendix|annex|anhang|anlage)\s+[A-Z0-9]{1,3}\s*[:.–—-]\s*/i, '');
}

export function classifyHeading(heading: string): HeadingClass {
  if (RELEASED.test(heading) || CLOSED_TICKET.test(heading)) return { stance: 'skip' };
  const title = withoutNumber(heading);
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
  const told = stance === 'weak' && LANGUAGES.some((language) => language.told?.test(title));
  return {
    stance,
    ...(told ? { told } : {}),
    ...(level === undefined ? {} : { level }),
    ...(kind === undefined ? {} : { kind }),
  };
}

function match<T>(rules: readonly [RegExp, T][], text: string): T | undefined {
  return rules.find(([pattern]) => pattern.test(text))?.[1];
}
