import type { RequirementDraft } from '#shared/model/requirement.ts';
import { fingerprint, wordsOf } from './wording.ts';

export type Earlier = RequirementDraft;

/** From this share of common words on, weighted by how rare they are, a text is an edited version of another. */
const SIMILAR = 0.5;
/** What standing at the same place counts for. */
const SAME_PLACE = 0.1;
/** A word that so many requirements share says nothing about which of them is meant. */
const MOST_WITH_WORD = 40;
/** Of the similar ones, so many are remembered for each requirement. */
const MOST_SIMILAR = 5;
/** Numbers are what an edit changes most; they tell requirements apart, but not strongly. */
const NUMBER_WEIGHT = 1;

/**
 * For each requirement of the new version, the index of the one of the earlier version that it is, or undefined where it is
 * new. First the same wording anywhere in the document, then similar wording, best pairs first: rare words weigh more (a
 * Dice coefficient with squared inverse document frequencies), and standing between the same neighbours counts a little.
 * Each earlier requirement is given once. The same input gives the same output; the effort grows with the number of words.
 * Thousands of requirements take seconds, so it has its place in a thread beside the event loop.
 */
export function matchVersions(
  earlier: readonly Earlier[],
  now: readonly RequirementDraft[],
): (number | undefined)[] {
  const before = earlier.map(fingerprint);
  const after = now.map(fingerprint);
  const matches = sameWording(earlier, now, before, after);
  const taken = new Set(matches.filter((at) => at !== undefined));
  const rest: Rest = {
    before: [...earlier.keys()].filter((at) => !taken.has(at)),
    now: [...now.keys()].filter((at) => matches[at] === undefined),
  };
  if (rest.before.length === 0 || rest.now.length === 0) return matches;
  for (const pair of similarPairs(earlier, now, rest, matches)) {
    if (matches[pair.after] !== undefined || taken.has(pair.before)) continue;
    matches[pair.after] = pair.before;
    taken.add(pair.before);
  }
  return matches;
}

/** Among equals, the one under the same headings comes first, then the order of the document. */
function sameWording(
  earlier: readonly Earlier[],
  now: readonly RequirementDraft[],
  printsBefore: readonly string[],
  prints: readonly string[],
): (number | undefined)[] {
  const byPlace = new Map<string, number[]>();
  const byWords = new Map<string, number[]>();
  for (const [at, each] of earlier.entries()) {
    const print = printsBefore[at] ?? '';
    push(byPlace, placed(print, each), at);
    push(byWords, print, at);
  }
  const matches: (number | undefined)[] = now.map(() => undefined);
  const taken = new Set<number>();
  const take = (from: number[] | undefined, at: number) => {
    const found = from?.find((candidate) => !taken.has(candidate));
    if (from === undefined || found === undefined) return;
    from.splice(0, from.indexOf(found) + 1);
    matches[at] = found;
    taken.add(found);
  };
  for (const [at, each] of now.entries()) take(byPlace.get(placed(prints[at] ?? '', each)), at);
  for (const at of now.keys()) if (matches[at] === undefined) take(byWords.get(prints[at] ?? ''), at);
  return matches;
}

function placed(print: string, { source }: RequirementDraft): string {
  return JSON.stringify([print, source.headings]);
}

function push<K>(lists: Map<K, number[]>, key: K, value: number): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** What the same wording has not settled. */
type Rest = { before: number[]; now: number[] };

type Pair = { before: number; after: number; score: number };

function similarPairs(
  earlier: readonly Earlier[],
  now: readonly RequirementDraft[],
  rest: Rest,
  matches: readonly (number | undefined)[],
): Pair[] {
  const bagsBefore = earlier.map(bagOf);
  const bagsNow = now.map(bagOf);
  const weigh = weights([...bagsBefore, ...bagsNow]);
  const totals = new Map(rest.before.map((at) => [at, sum(bagsBefore[at] ?? [], weigh)]));
  const withWord = new Map<string, number[]>();
  for (const at of rest.before) for (const word of bagsBefore[at] ?? []) push(withWord, word, at);
  const gapsBefore = gaps(earlier.length, new Set(matches.filter((at) => at !== undefined)));
  const gapsNow = gapsOfNew(matches);
  const pairs = rest.now.flatMap((after) => {
    const bag = bagsNow[after] ?? new Set();
    const total = sum(bag, weigh);
    const score = (before: number): Pair => {
      const other = bagsBefore[before] ?? new Set();
      const common = sum(
        [...bag].filter((word) => other.has(word)),
        weigh,
      );
      const dice = (2 * common) / (total + (totals.get(before) ?? 0) || 1);
      const near = gapsBefore[before] === gapsNow[after] ? SAME_PLACE : 0;
      return { before, after, score: dice + near };
    };
    const sharing = [...bag].flatMap((word) => {
      const holders = withWord.get(word) ?? [];
      return holders.length > MOST_WITH_WORD ? [] : holders;
    });
    const similar = [...new Set(sharing)].map(score).filter((pair) => pair.score >= SIMILAR);
    return similar.sort(bestFirst).slice(0, MOST_SIMILAR);
  });
  return pairs.sort(bestFirst);
}

function bestFirst(a: Pair, b: Pair): number {
  return b.score - a.score || a.after - b.after || a.before - b.before;
}

function bagOf({ text, acceptance }: RequirementDraft): Set<string> {
  return new Set([text, ...acceptance].flatMap(wordsOf).map((word) => word.toLowerCase()));
}

function weights(bags: readonly Set<string>[]): (word: string) => number {
  const holders = new Map<string, number>();
  for (const bag of bags) for (const word of bag) holders.set(word, (holders.get(word) ?? 0) + 1);
  const weightOf = new Map<string, number>();
  for (const [word, count] of holders) {
    const rarity = Math.log(1 + bags.length / count) ** 2;
    weightOf.set(word, /^\p{N}/u.test(word) ? Math.min(rarity, NUMBER_WEIGHT) : rarity);
  }
  return (word) => weightOf.get(word) ?? 0;
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
