import type { Requirement } from '#shared/model/requirement.ts';
import { plainText, wordsOf } from './words.ts';

const LONGEST_NAME = 48;

const PAPER =
  /\b(?:application|software|product|system|functional|technical|api|rest)?\s*(?:requirements?|specifications?|spec|srs|prd|brief|document|documentation|proposal)\b/gi;

/** What a document calls the thing it describes: its title, else its file name, else what its headings repeat. */
export function titleOf(
  documents: readonly { name: string; text: string }[],
  requirements: readonly Requirement[],
): string {
  const [first] = documents;
  const heading =
    /^\s{0,3}#\s+(.+)$/m.exec(first?.text ?? '')?.[1] ?? /^(.+)\n=+\s*$/m.exec(first?.text ?? '')?.[1];
  const outermost = requirements
    .map((requirement) => requirement.source.headings[0])
    .find((text) => text !== undefined);
  const fileName = (first?.name ?? '').replace(/\.[A-Za-z0-9]{1,5}$/, '').replace(/[-_.]+/g, ' ');
  const candidates = [
    telling(heading),
    telling(outermost),
    telling(fileName),
    bare(fileName),
    bare(heading),
    bare(outermost),
  ];
  return candidates.find((text) => wordsOf(text).length > 0) ?? 'Service';
}

function bare(text: string | undefined): string {
  return plainText(text ?? '')
    .replace(/[^\p{L}\p{N} &'-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 80);
}

/** The text without the words that only say that it is a specification; empty when nothing else is there. */
function telling(text: string | undefined): string {
  const rest = bare(text)
    .replace(PAPER, ' ')
    .replace(/\b(?:for|of|the|an?|to)\b\s*$/i, '')
    .replace(/^\s*(?:for|of|the)\b/i, '');
  return wordsOf(rest).length === 0 ? '' : rest.replace(/\s+/g, ' ').trim();
}

/** A package name of a title: kebab-case, at most 48 characters, never empty and never `unknown`. */
export function packageName(title: string): string {
  const words = wordsOf(title).filter((word) => !['a', 'an', 'the'].includes(word));
  let name = '';
  for (const word of words) {
    const longer = name === '' ? word.slice(0, LONGEST_NAME) : `${name}-${word}`;
    if (longer.length > LONGEST_NAME) break;
    name = longer;
  }
  return name === '' || name === 'unknown' ? 'service' : name;
}
