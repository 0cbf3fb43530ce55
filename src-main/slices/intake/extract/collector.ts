import type { MediaType } from '#shared/model/document.ts';
import type { Level, RequirementDraft, RequirementKind } from '#shared/model/requirement.ts';
import type { DeclaredFind } from './declared/find.ts';
import { kindOf } from './kinds.ts';
import { cleanPassage } from './markup.ts';
import type { Place } from './outline.ts';
import { continuesScenario } from './scenario.ts';
import type { Range } from './sentences.ts';
import { type Statement, statementOf } from './statement.ts';

export const LONGEST_STATEMENT = 4_000;

export type Found = Omit<RequirementDraft, 'key'>;

/** What is known of a statement before it becomes a draft; `level` and `kind` already weighed by the caller. */
export type Candidate = Range & { level: Level; kind?: RequirementKind };

/** Keeps the drafts of one document in order, and knows whose acceptance criteria come next. */
export type Collector = {
  clean(range: Range): string;
  add(candidate: Candidate, place: Place): Found;
  /** Takes what a contract declares, whose block begins at `offset`. */
  declare(find: DeclaredFind, offset: number, place: Place): void;
  /** Moves the end of a draft, taking in what follows it. */
  extend(found: Found, end: number): void;
  attach(found: Found, criterion: string): void;
  /** A heading that carries an id: it becomes a draft itself if nothing below it does. */
  hold(range: Range, depth: number, place: Place): void;
  /** A heading of this depth begins: what was held at this depth or below is settled. */
  passHeading(depth: number): void;
  /** The draft that criteria found at this place belong to, if there is one. */
  ownerAt(place: Place): Found | undefined;
  /** Whether there is one; nothing is settled by asking. */
  hasOwnerAt(place: Place): boolean;
  /** Sets the level of what is held at this place, or of the last draft there. */
  gradeAt(place: Place, level: Level): boolean;
  finish(): Found[];
};

export function createCollector(text: string, mediaType: MediaType): Collector {
  const found: Found[] = [];
  const lineOf = lineCounter(text);
  let held: { range: Range; depth: number; place: Place; level?: Level } | undefined;
  let lastStory: Found | undefined;

  const clean = cleaner(text, mediaType);

  function add({ start, end, level, kind }: Candidate, place: Place): Found {
    const words = clean({ start, end });
    const draft: Found = {
      text: words,
      kind: kind ?? kindOf(words, place.kind),
      level: held?.level ?? level,
      acceptance: [],
      source: { start, end, line: lineOf(start), headings: [...place.headings] },
    };
    held = undefined;
    found.push(draft);
    if (statementOf(words).form === 'story') lastStory = draft;
    return draft;
  }

  function declare(
    { start, end, text: words, kind, headings, acceptance }: DeclaredFind,
    offset: number,
    place: Place,
  ) {
    const source = {
      start: start + offset,
      end: end + offset,
      line: lineOf(start + offset),
      headings: [...place.headings, ...headings],
    };
    held = undefined;
    found.push({ text: words, kind, level: place.level ?? 'must', acceptance, source });
  }

  function settle(): void {
    if (held !== undefined)
      add({ ...held.range, level: levelOf(statementOf(clean(held.range)), held.place, 'must') }, held.place);
  }

  return {
    clean,
    add,
    declare,
    extend(draft, end) {
      draft.source.end = end;
      draft.text = clean(draft.source);
    },
    attach: attachCriterion,
    hold(range, depth, place) {
      held = { range, depth, place };
    },
    passHeading(depth) {
      if (held !== undefined && depth <= held.depth) settle();
    },
    ownerAt(place) {
      if (held !== undefined && samePath(held.place.headings, place.owner)) settle();
      return lastAt(place, lastStory, found.at(-1));
    },
    hasOwnerAt: (place) => (held ?? lastAt(place, lastStory, found.at(-1))) !== undefined,
    gradeAt(place, level) {
      const graded = held ?? lastAt(place, lastStory, found.at(-1));
      if (graded !== undefined) graded.level = level;
      return graded !== undefined;
    },
    finish() {
      settle();
      return found;
    },
  };
}

/** A story owns the criteria of its section whatever else stands there. */
function lastAt(place: Place, ...lasts: (Found | undefined)[]): Found | undefined {
  return lasts.find((draft) => draft !== undefined && samePath(draft.source.headings, place.owner));
}

function attachCriterion(draft: Found, criterion: string): void {
  const last = draft.acceptance.length - 1;
  const before = draft.acceptance[last];
  if (before === undefined || before.length > LONGEST_STATEMENT || !continuesScenario(before, criterion))
    draft.acceptance.push(criterion);
  else draft.acceptance[last] = `${before} ${criterion}`;
}

/** The level of a statement where it stands: label, heading, own words, introduction, and else `fallback`. */
export function levelOf(statement: Statement, place: Place, fallback: Level, introduced?: Level): Level {
  if (statement.labelled && statement.level !== undefined) return statement.level;
  if (place.level !== undefined) return place.level;
  if ((statement.form === 'modal' || statement.form === 'story') && statement.level) return statement.level;
  return introduced ?? statement.level ?? fallback;
}

function samePath(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((title, at) => title === b[at]);
}

function cleaner(text: string, mediaType: MediaType): (range: Range) => string {
  return ({ start, end }) =>
    end - start > LONGEST_STATEMENT ? '' : cleanPassage(text.slice(start, end), mediaType);
}

function lineCounter(text: string): (offset: number) => number {
  const starts = [0];
  const ending = /\r\n|\n|\r/g;
  for (let found = ending.exec(text); found !== null; found = ending.exec(text)) {
    starts.push(found.index + found[0].length);
  }
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}
