import type { MediaType } from '#shared/model/document.ts';
import { maskMarkup } from './markup.ts';

/** Offsets into the document, end exclusive, without white space at either end. */
export type Range = { start: number; end: number };

const ABBREVIATION =
  /(?:^|[\s(])(?:e\.?g|i\.?e|vs|cf|approx|resp|incl|excl|mr|mrs|ms|dr|ca|z\.b|d\.h|u\.a|bzw|ggf|inkl|exkl|evtl|vgl|sog|[A-Za-z])$/i;
/** Abbreviations only where a number follows, as in `Fig. 3`; `no.`, `sec.` and `abs.` end sentences as well. */
const BEFORE_NUMBER = /(?:^|[\s(])(?:no|nr|fig|sec|abb|abs|kap|art|max|min)$/i;
/** `5 s.` and `200 ms.` are amounts, `10 z. B.` is not. */
const UNIT = /\d\s?(?:ms|[A-Za-z])$/;
/** `nach dem 3. Versuch`: a German ordinal. */
const ORDINAL = /(?:^|[\s(])(?:am|ab|bis|beim|zum|vom|im|dem|den|der|des|jede[mnrs]?)\s\d{1,2}$/i;
const LOOK_BACK = 12;

/**
 * Splits a passage into sentences. A sentence ends at a full stop, question or exclamation mark that white space and
 * a new beginning follow; not after abbreviations, and not within code or link addresses.
 */
export function splitSentences(text: string, whole: Range, mediaType: MediaType): Range[] {
  const passage = text.slice(whole.start, whole.end);
  const masked = maskMarkup(passage, mediaType);
  const sentences: Range[] = [];
  const stop = /[.!?…]+["'”’)\]*_]*|[。！？]+/g;
  let from = 0;
  for (let found = stop.exec(masked); found !== null; found = stop.exec(masked)) {
    const end = found.index + found[0].length;
    if (!endsSentence(masked, found.index, found[0], end)) continue;
    addTrimmed(sentences, passage, from, end, whole.start);
    from = end;
  }
  addTrimmed(sentences, passage, from, passage.length, whole.start);
  return sentences;
}

function endsSentence(masked: string, at: number, stop: string, end: number): boolean {
  if (/^[。！？]/.test(stop)) return true;
  if (!/\s/.test(masked.charAt(end))) return false;
  const next = masked
    .slice(end, end + 200)
    .trimStart()
    .charAt(0);
  if (/[\p{Ll},;:]/u.test(next) && !(next === 'x' && /\s?x{2}/.test(masked.slice(end, end + 4))))
    return false;
  if (!stop.startsWith('.')) return true;
  const before = masked.slice(Math.max(0, at - LOOK_BACK), at);
  if (BEFORE_NUMBER.test(before)) return !/\d/.test(next);
  if (ORDINAL.test(before)) return false;
  if (UNIT.test(before)) return !/^\s?\p{L}\./u.test(masked.slice(end, end + 3));
  return !ABBREVIATION.test(before);
}

function addTrimmed(into: Range[], passage: string, from: number, to: number, offset: number): void {
  const range = trimRange(passage, { start: from, end: to });
  if (range.end > range.start) into.push({ start: range.start + offset, end: range.end + offset });
}

export function trimRange(text: string, range: Range): Range {
  let { start, end } = range;
  while (start < end && /\s/.test(text.charAt(start))) start++;
  while (end > start && /\s/.test(text.charAt(end - 1))) end--;
  return { start, end };
}
