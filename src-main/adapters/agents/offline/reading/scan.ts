import { wordsOf } from './words.ts';

/** A text from which patterns take what they understand. What nobody took is what was not understood. */
export type Scan = {
  take(pattern: RegExp): RegExpExecArray | undefined;
  /** The same without taking. */
  find(pattern: RegExp): RegExpExecArray | undefined;
  rest(): string;
};

export function createScan(text: string): Scan {
  let rest = text;
  return {
    take(pattern) {
      const match = pattern.exec(rest);
      if (!match) return undefined;
      rest = `${rest.slice(0, match.index)} ; ${rest.slice(match.index + match[0].length)}`;
      return match;
    },
    find: (pattern) => pattern.exec(rest) ?? undefined,
    rest: () => rest,
  };
}

/** Words that carry no requirement of their own. Words that turn or limit a meaning (not, only, if) are not among them. */
const FILLER = new Set(
  `a an and answer answered answers any api are as at available be been being by call can client clients contain contains
  could each endpoint endpoints every expose exposes following for from given has have http https i in into is it its
  json may must new of offer offers on one or our provide provides request requests requires respond responds response
  result return returned returns service shall should single status system that the their them there these they this
  those to use user users via want wants was we which will with would you able allow allows allowed needs need all
  application app code let lets support supports existing also s route path method url value field fields record records
  resource resources`.split(/\s+/),
);

/** What is left of a text besides filler and `known` words; empty when everything was understood. */
export function leftover(text: string, known: Iterable<string> = []): string {
  const understood = new Set(known);
  const words = text.match(/[\p{L}\p{N}][\p{L}\p{N}'%.-]*/gu) ?? [];
  return words.filter((word) => !isUnderstood(word, understood)).join(' ');
}

function isUnderstood(word: string, known: ReadonlySet<string>): boolean {
  const parts = wordsOf(word);
  if (parts.length === 0) return false;
  return parts.every((part) => FILLER.has(part) || known.has(part));
}
