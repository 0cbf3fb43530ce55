import type { RequirementDraft } from '#shared/model/requirement.ts';

type Wording = Pick<RequirementDraft, 'text' | 'level' | 'acceptance'>;

/** Words with what holds them together inside (`1.5`, `/rooms/:id`, `e-mail`), signs that change the meaning, negative numbers. */
const WORD = /-(?=\p{N})|[\p{L}\p{N}]+(?:[.,:/_@'’-][\p{L}\p{N}]+)*|[\p{S}%/]/gu;

/** What an author counts with and readers skip: `3.2.1`, `(a)`, `12)`, `FR-12:`, `[REQ-7]`. */
const NUMBERING = /^\s*(?:[([]?(?:[A-Z]{1,6}[-_ ]?)?\d{1,5}(?:\.\d{1,5}){0,5}[.)\]:]+|[([]?[a-z][)\]])\s+/;

/** More words of one requirement than this are not compared. */
const MOST_WORDS = 2_000;

/** The words of a text, in order, without numbering, punctuation and white space. */
export function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKC').replace(NUMBERING, '');
  const words: string[] = [];
  for (const [word] of plain.matchAll(WORD)) {
    words.push(word.replaceAll('’', "'"));
    if (words.length === MOST_WORDS) break;
  }
  return words;
}

/**
 * Two requirements with the same fingerprint ask for the same: they differ in white space, punctuation, numbering or place
 * alone. Letter case counts, since a value's name may hang on it.
 */
export function fingerprint({ text, level, acceptance }: Wording): string {
  const criteria = acceptance.map((each) => wordsOf(each).join(' '));
  return JSON.stringify([level, wordsOf(text).join(' '), ...criteria]);
}

/** Whether two requirements ask for the same. */
export function sameWording(a: Wording, b: Wording): boolean {
  const isEqual =
    a.text === b.text && a.level === b.level && a.acceptance.join('\n') === b.acceptance.join('\n');
  return isEqual || fingerprint(a) === fingerprint(b);
}
