import type { Found } from './collector.ts';
import type { ReadingContext, TextBlock } from './context.ts';
import { bindsAlone } from './items.ts';
import { GERMAN_EXAMPLE, GERMAN_GOES_ON } from './lexicon/german.ts';
import { splitSentences } from './sentences.ts';
import { type Statement, statementOf } from './statement.ts';
import { isTalk } from './talk.ts';

const EXAMPLE = /^(?:e\.?g\b|for example\b|for instance\b|examples?:|i\.e\b)/i;
const GOES_ON = /^(?:otherwise|in that case|if not,|if so,|else)\b/i;
const SHOWS_CODE = /^(?:an? |the )?(?:recommended|required|example|sample|expected|suggested)\b/i;

/** Reads a paragraph sentence by sentence. */
export function readProse(context: ReadingContext, block: TextBlock, at: number): void {
  const { collector, text, mediaType, outline } = context;
  const place = outline.place();
  const above = context.top();
  const next = context.nextText(at);
  const leadsOn = next?.kind === 'table' || (next?.kind === 'item' && next.depth > block.depth);
  const showsCode = context.blocks[at + 1]?.kind === 'code';
  const stance = above?.draft !== undefined ? 'neutral' : above?.announced ? 'requirement' : place.prose;
  const sentences = splitSentences(text, block, mediaType);
  let previous: Found | undefined;
  let told: Statement['form'] = 'none';
  for (const [index, range] of sentences.entries()) {
    const clean = collector.clean(range);
    const isLast = index === sentences.length - 1;
    const statement = statementOf(clean);
    if (isLast && leadsOn && clean.endsWith(':')) {
      introduce(context, block, statement);
      return;
    }
    const announcesCode = isLast && showsCode && clean.endsWith(':') && SHOWS_CODE.test(clean);
    if (announcesCode || !/\p{L}/u.test(clean)) continue;
    if (previous !== undefined && isExample(clean)) {
      collector.attach(previous, clean);
    } else if (previous !== undefined && (GOES_ON.test(clean) || GERMAN_GOES_ON.test(clean))) {
      collector.extend(previous, range.end);
    } else if (
      binds(statement, stance, block) &&
      !isTalk(clean, { strict: stance === 'weak', told: place.told === true, letter: context.isLetter })
    ) {
      const fallback = statement.form === 'imperative' || statement.form === 'story' ? 'must' : 'should';
      previous = context.add(range, statement, fallback, { introduced: above?.level });
      told = statement.form;
    } else if (previous !== undefined && told === 'story' && statement.form === 'behaviour') {
      collector.attach(previous, clean);
    } else if (above?.draft !== undefined && above.depth < block.depth && statement.form !== 'none') {
      collector.attach(above.draft, clean);
    } else if (!isExample(clean)) previous = undefined;
  }
  if (leadsOn && told === 'story' && previous !== undefined) context.push(block, { draft: previous });
}

function isExample(clean: string): boolean {
  return EXAMPLE.test(clean) || GERMAN_EXAMPLE.test(clean);
}

function binds(statement: Statement, stance: string, block: TextBlock): boolean {
  if (block.quoted || stance === 'weak') return bindsAlone(statement, true);
  if (stance === 'requirement' || stance === 'acceptance') return statement.form !== 'none';
  return bindsAlone(statement, false);
}

/** A sentence that ends in a colon before a list speaks through the list. */
function introduce(context: ReadingContext, block: TextBlock, statement: Statement): void {
  const stance = context.outline.place().items;
  const asks =
    statement.form === 'modal' || statement.form === 'imperative' || statement.form === 'triggered';
  const announced = stance === 'requirement' || (asks && stance !== 'weak');
  const level = statement.form === 'modal' || statement.form === 'imperative' ? statement.level : undefined;
  context.push(block, { announced, ...(level === undefined ? {} : { level }) });
}
