import type { Level } from '#shared/model/requirement.ts';
import type { Found } from './collector.ts';
import type { ReadingContext, TextBlock } from './context.ts';
import { GERMAN_ANNOUNCES, GERMAN_OPEN_ENDS } from './lexicon/german.ts';
import { type Range, splitSentences } from './sentences.ts';
import { type Statement, statementOf } from './statement.ts';
import { isTalk } from './talk.ts';

const ONLY_LINKS = /^(?:\s*[-–—,;|]?\s*(?:!?\[[^\]]*\]\([^)]*\)|<https?:[^>\s]*>|https?:\S+))+\s*\.?$/;
const STRUCK = /^~~[^~]*~~\.?$/;
const QUESTION = /\?["'”)]*$/;

const OPEN_ENDS: ReadonlySet<string> = new Set([
  ...GERMAN_OPEN_ENDS,
  ...'can may must shall should could will to be is are has have with for by in on of from as that when if include includes contain contains support supports provide provides allow allows'.split(
    ' ',
  ),
]);

/** An id that only requirements carry. */
const REQUIREMENT_ID = /^\[?(?:REQ|FR|NFR|R|F|BR|SR|UR|PR|QR|IR|DR|SYS|SRS|LF)[-_ ]?\d/;

const OBLIGES: ReadonlySet<Statement['form']> = new Set(['modal', 'imperative', 'story']);

/** Reads an item of a list, or a line that carries its own id, with an eye on what it introduces. */
export function readItem(context: ReadingContext, block: TextBlock, at: number, clean: string): void {
  const above = context.top();
  const { collector } = context;
  const stance = context.outline.place().items;
  const announced =
    !block.quoted &&
    (above?.announced ?? (stance === 'requirement' || stance === 'acceptance' || REQUIREMENT_ID.test(clean)));
  const statement = statementOf(clean);
  const passage = context.text.slice(block.start, block.end);
  if (ONLY_LINKS.test(passage) || STRUCK.test(passage) || QUESTION.test(clean)) {
    context.push(block, { announced: false });
    return;
  }
  const next = context.nextText(at);
  const introduces = next?.kind === 'item' && next.depth > block.depth;
  const inherited = above?.level === undefined ? {} : { level: above.level };
  if (introduces && (statement.form === 'none' || leavesOpen(clean))) {
    const level = statement.level === undefined ? inherited : { level: statement.level };
    context.push(block, { announced: announced || OBLIGES.has(statement.form), ...level });
    return;
  }
  const isDetail = above?.isLine ? statement.form === 'none' : !OBLIGES.has(statement.form);
  if (above?.draft !== undefined && isDetail) {
    collector.attach(above.draft, clean);
    context.push(block, { draft: above.draft, announced });
    return;
  }
  const strict = block.quoted || stance === 'weak';
  const talks = isTalk(clean, {
    strict,
    told: context.outline.place().told === true,
    letter: context.isLetter,
  });
  if (talks || (!announced && !bindsAlone(statement, strict))) {
    context.push(block, { announced: false });
    return;
  }
  const draft = addItem(context, block, announced ? 'must' : 'should', above?.level);
  context.push(block, { draft, announced, ...inherited });
}

/** Whether a statement that ends in a colon says nothing complete before its list, as `The user can:`. */
function leavesOpen(clean: string): boolean {
  if (!clean.endsWith(':')) return false;
  if (
    /\b(?:following|these|as follows|below|either|one of|any of|all of)\b/i.test(clean) ||
    GERMAN_ANNOUNCES.test(clean)
  )
    return true;
  const words = clean.split(' ');
  const last = words[words.length - 1]?.slice(0, -1).toLowerCase() ?? '';
  return words.length < 5 || OPEN_ENDS.has(last);
}

/** `strict` where the surroundings only inform. */
export function bindsAlone(statement: Statement, strict: boolean): boolean {
  if (strict) return statement.form === 'story' || (statement.form === 'modal' && statement.level === 'must');
  return OBLIGES.has(statement.form) || statement.form === 'triggered';
}

/** One draft, or one for each sentence that obliges by itself. Returns the last. */
function addItem(
  context: ReadingContext,
  block: Range,
  fallback: Level,
  introduced: Level | undefined,
): Found | undefined {
  const groups: { range: Range; statement: Statement }[] = [];
  for (const range of splitSentences(context.text, block, context.mediaType)) {
    const statement = statementOf(context.collector.clean(range));
    const current = groups[groups.length - 1];
    if (current === undefined) groups.push({ range, statement });
    else if (OBLIGES.has(current.statement.form) && OBLIGES.has(statement.form))
      groups.push({ range, statement });
    else {
      current.range = { start: current.range.start, end: range.end };
      if (!OBLIGES.has(current.statement.form) && statement.form !== 'none') current.statement = statement;
    }
  }
  const only = groups.length === 1 ? groups[0] : undefined;
  if (only !== undefined) only.range = { start: block.start, end: block.end };
  const kind = context.top()?.kind;
  let last: Found | undefined;
  for (const { range, statement } of groups)
    last = context.add(range, statement, fallback, { introduced, kind });
  return last;
}
