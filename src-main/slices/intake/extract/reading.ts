import type { MediaType } from '#shared/model/document.ts';
import type { Block } from './blocks.ts';
import { type Collector, LONGEST_STATEMENT } from './collector.ts';
import { createContext, type ReadingContext, type TextBlock } from './context.ts';
import { readDeclared } from './declared/declared.ts';
import { readFeature } from './feature.ts';
import { fieldsTitle } from './fields-title.ts';
import { readItem } from './items.ts';
import { priorityLevel } from './level.ts';
import { explicitId, isNumberedStory, labelOf } from './openings.ts';
import { readProse } from './prose.ts';
import { stepOf } from './scenario.ts';
import { classifyHeading } from './sections.ts';
import { statementOf } from './statement.ts';
import { readTableFinds } from './tables.ts';

const LONGEST_TITLE = 300;
/** Below the line that begins a ticket. */
const TICKET_TITLE_DEPTH = 6;
const ENDPOINT_HEADING = /^(?:[\d.]+\s+)?(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+\/\S*/;
/** Languages of code blocks that may hold an API description or a schema. */
const DECLARING: ReadonlySet<string> = new Set(['', 'yaml', 'yml', 'json', 'jsonc', 'openapi', 'swagger']);

/** Reads the blocks of a document one after another, each in the light of those before. */
export function createReading(
  text: string,
  mediaType: MediaType,
  blocks: readonly Block[],
  collector: Collector,
): (at: number) => void {
  const context = createContext(text, mediaType, blocks, collector);
  return (at) => {
    const block = blocks[at];
    if (block === undefined) return;
    if (block.kind === 'heading') readHeading(context, block, at);
    else if (block.kind === 'table') readTable(context, block);
    else if (block.kind === 'code') readCode(context, block);
    else readText(context, block, at);
  };
}

function readHeading(context: ReadingContext, block: Extract<Block, { kind: 'heading' }>, at: number): void {
  const { collector, outline, blocks } = context;
  const range = { start: block.start, end: Math.min(block.end, block.start + LONGEST_TITLE) };
  const title = collector.clean(range);
  context.leaveLists();
  collector.passHeading(block.depth);
  const isTitle =
    context.firstHeading === at && context.deepestHeading > block.depth && isOnlyOfDepth(blocks, at);
  outline.enter(block.depth, title, isTitle);
  const place = outline.place();
  const statement = statementOf(title);
  const speaks = !statement.labelled && /modal|story|triggered/.test(statement.form);
  if (ENDPOINT_HEADING.test(title) && place.items !== 'skip') {
    context.pushHeading(context.add(range, { form: 'none' }, 'must', { kind: 'interface' }));
    return;
  }
  const named = explicitId(title) !== undefined || isNumberedStory(title);
  if (!named || place.items === 'skip' || /^ac\b/i.test(title)) return;
  if (speaks) context.add(range, statement, 'must');
  else collector.hold(range, block.depth, place);
}

function isOnlyOfDepth(blocks: readonly Block[], at: number): boolean {
  const depth = blocks[at]?.depth;
  return !blocks.some((other, index) => index !== at && other.kind === 'heading' && other.depth === depth);
}

function readTable(context: ReadingContext, block: Extract<Block, { kind: 'table' }>): void {
  const { text, mediaType, outline, collector } = context;
  const entry = context.top();
  const stance = entry?.announced ? 'requirement' : outline.place().tables;
  for (const find of readTableFinds(block, stance, text, mediaType, LONGEST_STATEMENT)) {
    const { level, kind, criterion, ...range } = find;
    const statement = level === undefined ? { form: 'none' as const } : { form: 'modal' as const, level };
    const draft = context.add(range, statement, 'must', { introduced: entry?.level, kind });
    if (criterion !== undefined) collector.attach(draft, criterion);
  }
}

function readCode(context: ReadingContext, block: Extract<Block, { kind: 'code' }>): void {
  const place = context.outline.place();
  if (place.items === 'skip') return;
  const declared = DECLARING.has(block.language)
    ? readDeclared(context.text.slice(block.start, block.end))
    : undefined;
  for (const find of declared ?? []) context.collector.declare(find, block.start, place);
  if (block.language !== 'gherkin' && block.language !== 'feature') return;
  const owner = context.owner();
  if (owner === undefined) {
    readFeature(context.text, block, context.collector, place);
    return;
  }
  for (const line of context.text.slice(block.start, block.end).split(/\r\n|\n|\r/)) {
    const words = line.trim();
    if (words !== '' && !/^(?:#|@|feature:|funktionalität:)/i.test(words))
      context.collector.attach(owner, words);
  }
}

function readText(context: ReadingContext, block: TextBlock, at: number): void {
  const { collector, outline } = context;
  context.leaveTo(block);
  const clean = collector.clean(block);
  const longProse = block.kind === 'paragraph' && block.end - block.start > LONGEST_STATEMENT;
  if (outline.place().items === 'skip' || context.top()?.skipped) return;
  if (!longProse) {
    if (!/\p{L}/u.test(clean)) return;
    if (readLabel(context, block, clean) || readCriterion(context, block, clean)) return;
    if (readPseudoHeading(context, block, at, clean)) return;
  }
  if (isColumns(context.text.slice(block.start, block.end))) return;
  if (block.kind === 'item') readItem(context, block, at, clean);
  else readProse(context, block, at);
}

/** Several lines of three columns or more, set by spaces: data, not sentences. */
function isColumns(passage: string): boolean {
  const lines = passage.slice(0, LONGEST_STATEMENT).split(/\r\n|\n|\r/);
  return lines.length > 1 && lines.every((line) => line.trim().split(/ {2,}|\t/).length > 2);
}

/** A note on the requirement before: its priority, the title of its criteria, or something that binds nobody. */
function readLabel(context: ReadingContext, block: TextBlock, clean: string): boolean {
  const { collector, outline } = context;
  const label = labelOf(clean);
  if (label === undefined) return false;
  if (label.name === 'priority') {
    const level = priorityLevel(label.rest);
    return level !== undefined && context.grade(level);
  }
  if (label.name === 'title') {
    holdTitle(context, block);
    return true;
  }
  if (label.name === 'body') return label.rest.trim() === '';
  if (label.name === 'skip' || (label.name === 'other' && label.rest.trim() === ''))
    context.push(block, { skipped: true });
  if (label.name !== 'criteria')
    return (
      label.name === 'skip' || context.top()?.draft !== undefined || collector.hasOwnerAt(outline.place())
    );
  const owner = context.owner();
  if (owner === undefined) return false;
  if (label.rest.trim() !== '') collector.attach(owner, label.rest.trim());
  context.push(block, { draft: owner, criteria: true });
  return true;
}

/** The summary of a ticket is a requirement where its description holds none. */
function holdTitle({ collector, outline, text }: ReadingContext, block: TextBlock): void {
  collector.passHeading(TICKET_TITLE_DEPTH);
  const end = block.end;
  let start = text.indexOf(':', block.start) + 1;
  while (start < end && /[\s*_]/.test(text.charAt(start))) start++;
  if (start < end) collector.hold({ start, end }, TICKET_TITLE_DEPTH, outline.place());
}

/** A criterion of the requirement before, told by where it stands, its id, or Given/When/Then. */
function readCriterion(context: ReadingContext, block: TextBlock, clean: string): boolean {
  const id = explicitId(clean);
  const isCriterion = id === undefined ? context.top()?.criteria || context.inCriteria() : /^ac/i.test(id);
  const begins = beginsScenario(clean);
  const goesOn = /when|then|and/.test(stepOf(clean) ?? '') && context.scenarioOpen !== undefined;
  if (!isCriterion && !begins && !goesOn) {
    context.scenarioOpen = undefined;
    return false;
  }
  const owner = goesOn ? context.scenarioOpen : context.owner();
  if (owner === undefined || (begins && beginsScenario(owner.text))) return false;
  context.scenarioOpen = begins || goesOn ? owner : undefined;
  context.collector.attach(owner, clean);
  context.push(block, { draft: owner, criteria: true });
  return true;
}

function beginsScenario(clean: string): boolean {
  const step = stepOf(clean);
  return step === 'given' || step === 'scenario';
}

/** A short line such as **Must have** before a list does what a heading does. */
function readPseudoHeading(context: ReadingContext, block: TextBlock, at: number, clean: string): boolean {
  const next = context.nextText(at);
  const passage = context.text.slice(block.start, block.end);
  const shaped = /^(?:\*\*|__)[^*_]+(?:\*\*|__):?$/.test(passage) || clean.endsWith(':');
  if (!shaped || clean.length > 60 || next?.kind !== 'item' || next.depth <= block.depth) return false;
  const fields = fieldsTitle(clean);
  if (fields !== undefined) {
    context.push(block, { announced: true, kind: 'data', heading: fields });
    return true;
  }
  const own = classifyHeading(clean.replace(/:$/, ''));
  if (own.stance === 'neutral' || (own.stance === 'requirement' && statementOf(clean).form === 'imperative'))
    return false;
  const owner = own.stance === 'acceptance' ? context.owner() : undefined;
  context.push(block, {
    announced: own.stance === 'requirement' || own.stance === 'acceptance',
    skipped: own.stance === 'skip',
    criteria: owner !== undefined,
    ...(owner === undefined ? {} : { draft: owner }),
    ...(own.level === undefined ? {} : { level: own.level }),
    ...(own.kind === undefined ? {} : { kind: own.kind }),
  });
  return true;
}
