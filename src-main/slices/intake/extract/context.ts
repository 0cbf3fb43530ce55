import type { MediaType } from '#shared/model/document.ts';
import type { Level, RequirementKind } from '#shared/model/requirement.ts';
import type { Block } from './blocks.ts';
import { type Collector, type Found, levelOf } from './collector.ts';
import { isLetter } from './lines.ts';
import { createOutline, type Outline, type Place } from './outline.ts';
import type { Range } from './sentences.ts';
import type { Statement } from './statement.ts';

export type TextBlock = Extract<Block, { kind: 'paragraph' | 'item' }>;

/** What an item or an introducing paragraph means for the lists below it. */
export type Entry = {
  depth: number;
  isItem: boolean;
  /** A line with its own id outside of any list: a list that follows may be its details or may go on beside it. */
  isLine: boolean;
  /** The requirement that stands here; children without obligation of their own are its criteria. */
  draft?: Found;
  /** Children are asked for even where their words do not say so. */
  announced?: boolean;
  /** Children are acceptance criteria whatever they say. */
  criteria?: boolean;
  /** Children bind nobody. */
  skipped?: boolean;
  level?: Level;
  kind?: RequirementKind;
  /** The words above a list of fields that name whose fields they are. */
  heading?: string;
};

export type ReadingContext = {
  text: string;
  mediaType: MediaType;
  blocks: readonly Block[];
  collector: Collector;
  outline: Outline;
  /** Whether it is an e-mail. */
  isLetter: boolean;
  firstHeading: number;
  deepestHeading: number;
  /** The draft whose Given/When/Then has begun and may go on in the next block. */
  scenarioOpen: Found | undefined;
  top(): Entry | undefined;
  push(block: TextBlock, entry: Omit<Entry, 'depth' | 'isItem' | 'isLine'>): void;
  /** The heading above is a requirement: what only describes below it is its criterion. */
  pushHeading(draft: Found): void;
  /** Leaves what a block no longer stands below. */
  leaveTo(block: TextBlock): void;
  leaveLists(): void;
  /** The draft that criteria found here belong to. */
  owner(): Found | undefined;
  /** Gives the requirement read last its priority, or the one that the heading above names. False where there is none. */
  grade(level: Level): boolean;
  /** Whether the headings above announce acceptance criteria. */
  inCriteria(): boolean;
  /** The next block that is not code. */
  nextText(at: number): Block | undefined;
  add(
    range: Range,
    statement: Statement,
    fallback: Level,
    hints?: { introduced?: Level | undefined; kind?: RequirementKind | undefined },
  ): Found;
};

const ABOVE_ALL = -1;

export function createContext(
  text: string,
  mediaType: MediaType,
  blocks: readonly Block[],
  collector: Collector,
): ReadingContext {
  const outline = createOutline();
  const entries: Entry[] = [];
  const top = () => entries[entries.length - 1];
  return {
    text,
    mediaType,
    blocks,
    collector,
    outline,
    isLetter: isLetter(text),
    firstHeading: blocks.findIndex((block) => block.kind === 'heading'),
    deepestHeading: blocks.reduce(
      (most, block) => (block.kind === 'heading' ? Math.max(most, block.depth) : most),
      0,
    ),
    scenarioOpen: undefined,
    top,
    push(block, entry) {
      const isItem = block.kind === 'item';
      const inherited = top()?.heading;
      const heading = inherited === undefined ? {} : { heading: inherited };
      entries.push({
        depth: block.depth,
        isItem,
        isLine: isItem && block.marker === 'id',
        ...heading,
        ...entry,
      });
    },
    pushHeading(draft) {
      entries.push({ depth: ABOVE_ALL, isItem: false, isLine: false, draft });
    },
    leaveTo: (block) => leave(entries, block),
    leaveLists() {
      entries.length = 0;
    },
    grade(level) {
      const draft = top()?.draft;
      if (draft === undefined) return collector.gradeAt(outline.place(), level);
      draft.level = level;
      return true;
    },
    owner: () => top()?.draft ?? collector.ownerAt(outline.place()),
    inCriteria: () => outline.place().items === 'acceptance',
    nextText(at) {
      let next = at + 1;
      while (blocks[next]?.kind === 'code') next++;
      return blocks[next];
    },
    add(range, statement, fallback, hints = {}) {
      const heading = top()?.heading;
      const place = heading === undefined ? outline.place() : below(outline.place(), heading);
      const level = levelOf(statement, place, fallback, hints.introduced);
      const kind = hints.kind;
      return collector.add({ ...range, level, ...(kind === undefined ? {} : { kind }) }, place);
    },
  };
}

function below(place: Place, heading: string): Place {
  return { ...place, headings: [...place.headings, heading] };
}

function leave(entries: Entry[], block: TextBlock): void {
  const isItem = block.kind === 'item';
  const keepsIntroduction = isItem && block.marker === 'id';
  for (let last = entries.at(-1); last !== undefined; last = entries.at(-1)) {
    const sameDepthStays = isItem ? keepsIntroduction && !last.isItem : last.isItem;
    if (last.depth < block.depth || (last.depth === block.depth && sameDepthStays)) return;
    entries.pop();
  }
}
