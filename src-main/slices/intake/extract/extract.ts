import type { MediaType } from '#shared/model/document.ts';
import type { RequirementDraft } from '#shared/model/requirement.ts';
import { scanBlocks } from './blocks.ts';
import { createCollector, type Found } from './collector.ts';
import { readDeclared } from './declared/declared.ts';
import type { DeclaredFind } from './declared/find.ts';
import { isFeatureFile, readFeature } from './feature.ts';
import { START } from './outline.ts';
import { createReading } from './reading.ts';

/** A file that begins as an API description or a schema does, behind its comments. */
const WHOLE_CONTRACT =
  /^\s*(?:---\s*)?(?:#[^\r\n]*[\r\n]\s*)*(?:\{|["']?(?:openapi|swagger|\$schema|\$id|info)["']?[ \t]*:)/;

/**
 * Finds the requirements of a document. A draft's `text` is always `cleanPassage(text.slice(source.start, source.end))`,
 * save where an API description or a schema declares it: there the range is the declaration, put into words. Keys count up from `firstNumber` in document order.
 * The same words at two places are two requirements. Linear in the length of the document.
 *
 * What counts
 * - Under a heading that announces requirements (features, behaviour, API, performance, must have, ...): every list item
 *   and table row, and each sentence of prose that obliges, instructs, or tells what something does.
 * - Elsewhere: what obliges (must, should, may), instructs ("Use npm"), tells a user story, or tells what follows from an
 *   event ("Pressing Enter creates the todo").
 * - In introductions, quotes, and right below the title: only what must be. In contents, change logs, glossaries, examples,
 *   references and what is out of scope: nothing. Code, questions and bare links are no requirements.
 * - A sentence in an item that obliges on its own is its own requirement; explanations stay with it. A child of a full
 *   statement is a requirement when it obliges or instructs, else an acceptance criterion of its parent. What ends in a colon
 *   before a list only introduces it.
 * - Acceptance criteria, Given/When/Then and "for example" sentences belong to the requirement before.
 * - Each row of a table is one requirement; a table whose rows say nothing without its header is one as a whole.
 * - A heading that names an endpoint (`GET /items`) is a requirement, and the descriptions below it are its criteria.
 * - Each operation of an OpenAPI description and each field of a schema, in a code block or as the whole file.
 * - A passage longer than 4,000 characters is data, not a statement.
 *
 * Level, the first that is given: a label ("[should]", "Priority: high"); a MoSCoW heading; the sentence's own words; the
 * words that introduce its list; else `must` for instructions and for items and rows that a heading announces, `should` for the rest.
 *
 * Sentences are understood in English and German (`lexicon/`). In other languages headings that announce requirements are
 * known, and the items below them are kept as `must`. An id that is all the first cell of a table row says is left out.
 */
export function extractRequirements(input: {
  text: string;
  mediaType: MediaType;
  firstNumber: number;
}): RequirementDraft[] {
  const { text, mediaType, firstNumber } = input;
  const declared = WHOLE_CONTRACT.test(text) ? readDeclared(text) : undefined;
  if (declared !== undefined) return number(readContract(text, mediaType, declared), firstNumber);
  const collector = createCollector(text, mediaType);
  if (isFeatureFile(text)) {
    readFeature(text, { start: 0, end: text.length }, collector, START);
    return number(collector.finish(), firstNumber);
  }
  const blocks = scanBlocks(text, mediaType);
  const read = createReading(text, mediaType, blocks, collector);
  for (let at = 0; at < blocks.length; at++) read(at);
  return number(collector.finish(), firstNumber);
}

function readContract(text: string, mediaType: MediaType, finds: readonly DeclaredFind[]): Found[] {
  const collector = createCollector(text, mediaType);
  for (const find of finds) collector.declare(find, 0, START);
  return collector.finish();
}

function number(found: readonly Found[], first: number): RequirementDraft[] {
  return found.map((each, at) => ({ key: `R-${first + at}`, ...each }));
}
