import type { RequirementDraft } from '#shared/model/requirement.ts';
import { fingerprint, wordsOf } from './wording.ts';

export type Earlier = RequirementDraft;

/** From this share of common words on, weighted by how rare they are, a text is an edited version of another. */
const SIMILAR = 0.5;
/** What standing at the same place counts for. */
const SAME_PLACE = 0.1;
/** A word that so many requirements share says nothing about which of them is meant. */
const MOST_WITH_WORD = 40;
/** Numbers are what an edit changes most; they tell requirements apart, but not strongly. */
const NUMBER_WEIGHT = 1;

/**
 * For each requirement of the new version, the index of the one of the earlier version that it is, or undefined where it is
 * new. First the same wording anywhere in the document, then similar wording, best pairs first: rare words weigh more (a
 * Dice coefficient with squared inverse document frequencies), and standing between the same neighbours counts a little.
 * Each earlier requirement is given once. The same input gives the same output; the effort grows with the number of words.
 */
export function matchVersions(
  earlier: readonly Earlier[],
  now: readonly RequirementDraft[],
): (number | undefined)[] {
  const matches = sameWording(earlier, now);
  const taken = new Set(matches.filter((at) => at !== undefined));
  const restBefore = [...earlier.keys()].filter((at) => !taken.has(at));
  const restNow = [...now.keys()].filter((at) => matches[at] === undefined);
  if (restBefore.length === 0 || restNow.length === 0) return matches;
  for (const { before, after } of similarPairs(earlier, now, restBefore, restNow, matches)) {
    if (matches[after] !== undefined || taken.has(before)) continue;
    matches[after] = before;
    taken.add(before);
  }
  return matches;
}

/** Among equals, the one under the same headings comes first, then the order of the document. */
function sameWording(earlier: readonly Earlier[], now: readonly RequirementDraft[]): (number | undefined)[] {
  const byPlace = new Map<string, number[]>();
  const byWords = new Map<string, number[]>();
  for (const [at, each] of earlier.entries()) {
    const print = fingerprint(each);
    push(byPlace, placed(print, each), at);
    push(byWords, print, at);
  }
  const matches: (number | undefined)[] = now.map(() => undefined);
  const taken = new Set<number>();
  const take = (from: number[] | undefined, at: number) => {
    while (from && from.length > 0) {
      const found = from.shift();
      if (found === undefined || taken.has(found)) continue;
      matches[at] = found;
      taken.add(found);
      return;
    }
  };
  const prints = now.map(fingerprint);
  for (const [at, each] of now.entries()) take(byPlace.get(placed(prints[at] ?? '', each)), at);
  for (const at of now.keys()) if (matches[at] === undefined) take(byWords.get(prints[at] ?? ''), at);
  return matches;
}

function placed(print: string, { source }: RequirementDraft): string {
  return JSON.stringify([print, source.headings]);
}

function push(lists: Map<string, number[]>, key: string, value: number): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

type Pair = { before: number; after: number; score: number };

function similarPairs(
  earlier: readonly Earlier[],
  now: readonly RequirementDraft[],
  restBefore: readonly number[],
  restNow: readonly number[],
  matches: readonly (number | undefined)[],
): Pair[] {
  const bags = new Map(restBefore.map((at) => [at, bagOf(earlier[at])]));
  const weigh = weights([...earlier, ...now].map(bagOf));
  const withWord = new Map<string, number[]>();
  for (const [at, bag] of bags) for (const word of bag) push(withWord, word, at);
  const gapsBefore = gaps(earlier.length, new Set(matches.filter((at) => at !== undefined)));
  const gapsNow = gapsOfNew(matches);
  const pairs: Pair[] = [];
  for (const after of restNow) {
    const bag = bagOf(now[after]);
    const total = sum(bag, weigh);
    const shared = new Map<number, number>();
    for (const word of bag) {
      const holders = withWord.get(word) ?? [];
      if (holders.length > MOST_WITH_WORD) continue;
      for (const before of holders) shared.set(before, 0);
    }
    for (const before of shared.keys()) {
      const other = bags.get(before) ?? new Set();
      const common = sum(
        [...bag].filter((word) => other.has(word)),
        weigh,
      );
      const dice = (2 * common) / (total + sum(other, weigh) || 1);
      const near = gapsBefore[before] === gapsNow[after] ? SAME_PLACE : 0;
      if (dice + near >= SIMILAR) pairs.push({ before, after, score: dice + near });
    }
  }
  return pairs.sort((a, b) => b.score - a.score || a.after - b.after || a.before - b.before);
}

function bagOf(requirement: RequirementDraft | undefined): Set<string> {
  if (!requirement) return new Set();
  const { text, acceptance } = requirement;
  return new Set([text, ...acceptance].flatMap(wordsOf).map((word) => word.toLowerCase()));
}

function weights(bags: readonly Set<string>[]): (word: string) => number {
  const holders = new Map<string, number>();
  for (const bag of bags) for (const word of bag) holders.set(word, (holders.get(word) ?? 0) + 1);
  return (word) => {
    const rarity = Math.log(1 + bags.length / (holders.get(word) ?? 1)) ** 2;
    return /^\p{N}/u.test(word) ? Math.min(rarity, NUMBER_WEIGHT) : rarity;
  };
}

function sum(words: Iterable<string>, weigh: (word: string) => number): number {
  let total = 0;
  for (const word of words) total += weigh(word);
  return total;
}

/** Which settled requirement stands before each one: who stands after the same one stands at the same place. */
function gaps(length: number, settled: ReadonlySet<number>): number[] {
  let last = -1;
  return Array.from({ length }, (_, at) => {
    if (settled.has(at)) last = at;
    return last;
  });
}

function gapsOfNew(matches: readonly (number | undefined)[]): number[] {
  let last = -1;
  return matches.map((match) => {
    if (match !== undefined) last = match;
    return last;
  });
}
