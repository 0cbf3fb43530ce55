/** What a comment or a sentence says of work that was not done. */
export type Omission = {
  rule: string;
  message: string;
  /** An admission that work is missing, not a mere mark. */
  certain: boolean;
  /** Offset within the text. */
  at: number;
};

/**
 * Marks such as `TODO: x`, `FIXME(anna) x` or a bare `XXX`, at the beginning of a line of a comment and in capitals. A
 * mark inside a sentence is mostly about the product: a to-do application speaks of its TODO lists.
 */
const MARK = /^\W*\b(TODO|FIXME|XXX|HACK|TBD)\b\s*(?:\([^)]*\)\s*)?(?:[:\-–—]|$)/m;
/** A mark without a colon counts when it goes on with what is to be done. */
const MARK_WITH_VERB =
  /^\W*\b(TODO|FIXME)\b\s+(?:implement|add|finish|complete|handle|replace|write|fill|support|fix|remove|make|use|check|validate)\b/m;

const OMISSIONS: readonly { rule: string; pattern: RegExp; message: string }[] = [
  {
    rule: 'placeholders/omitted',
    pattern:
      /\b(?:rest|remainder) of (?:the |your |this )?(?:code|implementation|file|function|logic|class|component)\b.{0,20}(?:here|goes|same|unchanged|\.\.\.|…|$)/im,
    message: 'The comment stands for code that was left out',
  },
  {
    rule: 'placeholders/omitted',
    pattern:
      /(?:\.\.\.|…)\s*(?:existing|previous|other|remaining|rest of|same|more) (?:code|implementation|methods?|functions?|logic|the)\b|\b(?:existing|previous|remaining) code (?:here|unchanged|stays)\b|\bomitted for (?:brevity|clarity)\b|\bsame as (?:above|before)\s*\.{3}/i,
    message: 'The comment stands for code that was left out',
  },
  {
    rule: 'placeholders/fill-in',
    pattern:
      /\b(?:your|actual|real) (?:code|logic|implementation) (?:goes )?here\b|\b(?:add|put|insert|write|implement) (?:your|the|actual|real) (?:own )?(?:code|logic|implementation)(?: \w+)? here\b|^\W*implement (?:me|this|here)\b(?! (?:in|by|as|with|using|via|for|on)\b)|\bto be implemented\b/im,
    message: 'The comment asks somebody else to write the code',
  },
  {
    rule: 'placeholders/not-implemented',
    pattern:
      /^\W*(?:this (?:function |method |class |endpoint )?(?:is )?)?(?:not (?:yet )?implemented(?: yet)?|unimplemented)\b(?! (?:by|in|for|on)\b)|\b(?:is|are) (?:just |only )?a (?:stub|dummy|mock) implementation\b|^\W*(?:stub|placeholder)(?: implementation| for now|\W*$)|\bplaceholder implementation\b|\bin a real (?:application|implementation|system|world|project)\b|\bfor now,? (?:just |we |simply )*(?:return|do nothing|skip|mock|fake)/im,
    message: 'The comment says that the code is not done',
  },
  {
    rule: 'placeholders/not-implemented',
    pattern:
      /\bauto-generated (?:method|constructor|catch|function) (?:stub|block)\b|\b(?:hard-?coded|dummy|fake|mocked) (?:\w{1,20} ){0,2}(?:for now|for the moment|until (?:the|it|we))\b/i,
    message: 'The comment says that the code is not done',
  },
];

/** The first admission of unfinished work in a comment, or undefined. */
export function omissionIn(comment: string): Omission | undefined {
  for (const { rule, pattern, message } of OMISSIONS) {
    const match = pattern.exec(comment);
    if (match) return { rule, message, certain: true, at: match.index };
  }
  const mark = MARK.exec(comment) ?? MARK_WITH_VERB.exec(comment);
  if (!mark) return undefined;
  const message = `A ${mark[1]} was left in the file`;
  return {
    rule: 'placeholders/todo',
    message,
    certain: false,
    at: mark.index + mark[0].indexOf(mark[1] ?? ''),
  };
}

/** Names by which an empty function says that it is empty on purpose. */
export const EMPTY_ON_PURPOSE = /^_?(?:no_?op|nop|do_?nothing|ignore|nothing|empty|silent)|noop$|dummy/i;

export const FILLER = { rule: 'placeholders/filler', message: 'Filler text instead of content' };

/** Filler where content should be. Its mere name may be part of the product, so its first words have to follow. */
export function isFiller(text: string): boolean {
  return /\blorem ipsum\b(?:,? dolor\b|\s*(?:\.\.\.|…|$))/i.test(text);
}

/** Whether a thrown message says that the code is missing. */
export function saysNotImplemented(text: string): boolean {
  return (
    /^\W*(?:\S+ )?(?:is |was )?(?:not (?:yet )?implemented|unimplemented|to ?do\b\W*(?:$|:|implement))/i.test(
      text,
    ) || /\bnot (?:yet )?implemented(?: yet)?\W*$/i.test(text)
  );
}
