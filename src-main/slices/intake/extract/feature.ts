import { type Collector, type Found, LONGEST_STATEMENT } from './collector.ts';
import { splitLines } from './lines.ts';
import type { Place } from './outline.ts';
import type { Range } from './sentences.ts';
import { statementOf } from './statement.ts';

type Keyword = 'feature' | 'rule' | 'scenario' | 'background' | 'examples';

const KEYWORDS: readonly [RegExp, Keyword][] = [
  [/^(?:feature|funktionalität|funktion):[ \t]*/i, 'feature'],
  [/^(?:rule|regel):[ \t]*/i, 'rule'],
  [/^(?:background|grundlage|hintergrund|voraussetzungen):[ \t]*/i, 'background'],
  [/^(?:examples|scenarios|beispiele):[ \t]*/i, 'examples'],
  [/^(?:scenario(?: outline| template)?|example|szenario(?:grundriss)?|beispiel):[ \t]*/i, 'scenario'],
];
const NO_STEP = /^(?:#|@|"""|```)/;

/** Whether a text is a feature file: it names the feature first of all, and has scenarios with steps. */
export function isFeatureFile(text: string): boolean {
  return (
    /^\s*(?:[#@][^\r\n]*[\r\n]\s*)*(?:feature|funktionalität|funktion):/i.test(text) &&
    /^[ \t]*(?:scenario|example|szenario|beispiel)[^:\r\n]{0,20}:/im.test(text) &&
    /^[ \t]*(?:given|when|then|angenommen|gegeben|wenn|dann|\*)\s/im.test(text)
  );
}

type Reading = {
  collector: Collector;
  place: Place;
  /** The story of the feature, and the rule that reigns over it. */
  story: Found | undefined;
  rule: Found | undefined;
  /** What the words of a scenario or background belong to, as they are gathered. */
  gathered: { owner: Found; words: string[] } | undefined;
  /** Between the name of a feature and the next keyword stands its narrative. */
  awaitsStory: boolean;
  narrative: Range | undefined;
};

/**
 * Reads scenarios in Gherkin, English or German. The story of a feature and its rules are requirements, whose scenarios
 * are their criteria; a scenario that has neither above it is a requirement itself.
 */
export function readFeature(text: string, block: Range, collector: Collector, above: Place): void {
  const reading: Reading = {
    collector,
    place: above,
    story: undefined,
    rule: undefined,
    gathered: undefined,
    awaitsStory: false,
    narrative: undefined,
  };
  for (const line of splitLines(text.slice(block.start, block.end))) {
    const words = line.text.trim();
    if (words === '' || NO_STEP.test(words)) continue;
    const start = block.start + line.start + line.text.length - line.text.trimStart().length;
    readLine(reading, words, { start, end: start + words.length });
  }
  settleStory(reading);
  settleScenario(reading);
}

function readLine(reading: Reading, words: string, range: Range): void {
  const found = KEYWORDS.find(([pattern]) => pattern.test(words));
  if (found === undefined) {
    if (reading.awaitsStory)
      reading.narrative = { start: reading.narrative?.start ?? range.start, end: range.end };
    else reading.gathered?.words.push(words);
    return;
  }
  const [pattern, keyword] = found;
  const title = words.replace(pattern, '');
  const named = { start: range.end - title.length, end: range.end };
  settleStory(reading);
  if (keyword === 'examples') {
    reading.gathered?.words.push(words);
    return;
  }
  settleScenario(reading);
  if (keyword === 'feature') beginFeature(reading, title);
  else if (keyword === 'rule') reading.rule = /\p{L}/u.test(title) ? add(reading, named) : undefined;
  else beginScenario(reading, keyword, words, title, named);
}

function beginFeature(reading: Reading, title: string): void {
  const headings = [...reading.place.headings, ...(title === '' ? [] : [title])];
  reading.place = { ...reading.place, headings, owner: headings };
  reading.story = undefined;
  reading.rule = undefined;
  reading.awaitsStory = true;
}

function beginScenario(
  reading: Reading,
  keyword: 'scenario' | 'background',
  words: string,
  title: string,
  named: Range,
): void {
  const above = reading.rule ?? reading.story;
  if (above !== undefined) reading.gathered = { owner: above, words: [words] };
  else if (keyword === 'scenario' && /\p{L}/u.test(title))
    reading.gathered = { owner: add(reading, named), words: [] };
}

function settleScenario(reading: Reading): void {
  const { gathered } = reading;
  reading.gathered = undefined;
  const words = gathered?.words.join(' ').replace(/\s+/g, ' ').slice(0, LONGEST_STATEMENT);
  if (gathered !== undefined && words !== undefined && words !== '') gathered.owner.acceptance.push(words);
}

/** The narrative below the name of a feature is a requirement where it tells a story or obliges. */
function settleStory(reading: Reading): void {
  const { narrative, collector } = reading;
  reading.narrative = undefined;
  reading.awaitsStory = false;
  if (narrative === undefined) return;
  const words = collector.clean(narrative);
  const statement = statementOf(words);
  const tellsStory = /\bi (?:want|need|would like|can)\b|\bmöchte ich\b/i.test(words);
  if (tellsStory || statement.form === 'story' || statement.form === 'modal')
    reading.story = add(reading, narrative);
}

function add(reading: Reading, range: Range): Found {
  const { collector, place } = reading;
  const statement = statementOf(collector.clean(range));
  const level = statement.form === 'modal' || statement.labelled ? statement.level : undefined;
  return collector.add({ ...range, level: level ?? place.level ?? 'must' }, place);
}
