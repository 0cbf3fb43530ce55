import type { Line } from './lines.ts';
import { classifyHeading } from './sections.ts';
import type { Range } from './sentences.ts';
import { statementOf } from './statement.ts';

/**
 * What a note is about. title: the name of a ticket; body: what follows is its text; skip: what follows binds nobody;
 * other: the note itself binds nobody.
 */
export type NoteName = 'priority' | 'criteria' | 'title' | 'body' | 'skip' | 'other';

const ID_PREFIX =
  'REQ|R|FR|NFR|QR|DR|IR|SR|BR|UR|US|UC|AC|CR|TR|PR|F|Q|C|STORY|FEAT|FEATURE|RULE|SEC|PERF|DATA|API|UI|CON|CONSTRAINT';
const KNOWN_ID = new RegExp(`^[*_[(\`]{0,3}(?:${ID_PREFIX})(?:[-_][A-Z]{1,8})*[-_ ]?\\d{1,5}(?:\\.\\d+)*\\b`);
/** `/LF10/`, as a Lastenheft numbers its functions. */
const SLASHED_ID = /^\/[A-Z]{1,4}\d{1,4}\/\s/;
const ANY_ID =
  /^[*_[(`]{0,3}[A-Z]{1,10}(?:[-_][A-Z]{1,10})*[-_]?\d{1,5}(?:\.\d+)*[*_\])`]{0,3}\s*[:)–—][*_]{0,2}\s/;
const LABELS: Record<NoteName, string> = {
  priority: 'priority|priorität',
  criteria: 'acceptance(?: criteria| tests?)?|criteria|akzeptanzkriterien|abnahmekriterien|kriterien',
  title: 'summary',
  body: 'description|beschreibung',
  skip: 'comments|steps to reproduce|environment|attachments|kommentare|schritte zur reproduktion|anhänge',
  other:
    'rationale|status|state|resolution|reporter|assignee|labels?|components?|created|updated|resolved|sprint|epic|owner|author|source|estimate|effort|story points|notes?|depends on|dependencies|related|version|date|stakeholders?|category|risk|begründung|verantwortlich|autor|quelle|aufwand|hinweis|abhängigkeiten|datum|risiko',
};
const LABEL = new RegExp(
  `^[*_]{0,3}(?:(?<priority>${LABELS.priority})|(?<criteria>${LABELS.criteria})|(?<title>${LABELS.title})|(?<body>${LABELS.body})|(?<skip>${LABELS.skip})|(?:${LABELS.other}))[*_]{0,3}\\s*:[*_]{0,3}\\s*`,
  'i',
);

/** A story that begins on a line of its own, below its title. */
const STORY_LINE = /^[*_]{0,2}(?:As (?:an?|the) .{1,80}?\bI\b|Als .{1,80}?(?:möchte|will) ich(?!\p{L}))/u;
const NUMBERED_STORY =
  /^(?:user )?(?:story|use case|feature|epic|anwendungsfall|nutzergeschichte)\s+#?\d{1,4}(?:\.\d{1,4})*\s*[:.–-]\s/i;
const STORY_DEPTH = 4;

const NAMES = ['priority', 'criteria', 'title', 'body', 'skip'] as const;
/** The first line of a ticket in an export: its id, its type and its state in columns. */
const TICKET =
  /^[A-Z][A-Z0-9]{1,9}-\d{1,6}(?:\s{2,}|\t).*\b(?:open|closed|done|to do|in progress|in review|resolved|new|backlog|won'?t fix|offen|erledigt|neu|in arbeit)\b/i;
const TICKET_DEPTH = 5;

const PLAIN_HEADING_AT_MOST = 80;

/** The id that a requirement carries in its document, such as `REQ-12`, at the start of a passage. */
export function explicitId(text: string): string | undefined {
  const found = KNOWN_ID.exec(text)?.[0] ?? ANY_ID.exec(text)?.[0];
  return found?.replace(/[*_[(`\]):–—\s]+$/g, '').replace(/^[*_[(`]+/, '');
}

/** `Story 12: Scale a recipe` */
export function isNumberedStory(title: string): boolean {
  return NUMBERED_STORY.test(title);
}

/** A note on a requirement, such as `Priority: high`, and its words behind the colon. */
export function labelOf(clean: string): { name: NoteName; rest: string } | undefined {
  const found = LABEL.exec(clean);
  if (found === null) return undefined;
  const name = NAMES.find((each) => found.groups?.[each] !== undefined) ?? 'other';
  return { name, rest: clean.slice(found[0].length) };
}

/** Whether a paragraph is nothing but `Description:`; the text behind it stands on its own. */
export function isBodyLabel(text: string, { start, end }: Range): boolean {
  return end - start < 20 && labelOf(text.slice(start, end))?.name === 'body' && text.charAt(end - 1) === ':';
}

/** Whether a line within a paragraph begins something of its own: a requirement with an id, or a note on one. */
export function opensBlock(content: string, afterStatement: boolean): 'id' | 'note' | undefined {
  if (SLASHED_ID.test(content) || ANY_ID.test(content) || (afterStatement && KNOWN_ID.test(content)))
    return 'id';
  if (
    STORY_LINE.test(content) ||
    LABEL.test(content) ||
    /^[*_]{0,2}(?:Given|Scenario|Angenommen|Gegeben|Szenario)\b/.test(content)
  )
    return 'note';
  return undefined;
}

/** A line in bold with text right below it does what a heading does. */
export function isBoldTitle(lines: readonly Line[], at: number): boolean {
  const content = lines[at]?.text.trim() ?? '';
  const below = lines[at + 1];
  if (!/^(?:\*\*[^*]+\*\*|__[^_]+__)[:?]?$/.test(content) || content.length > PLAIN_HEADING_AT_MOST)
    return false;
  return (
    isBlank(lines[at - 1]) &&
    below?.hidden === false &&
    /^\s{0,3}[\p{L}\p{N}]/u.test(below.text) &&
    !/^\s*\d+[.)]\s/.test(below.text)
  );
}

/** The depth of a heading in plain text, where nothing but its shape and its neighbours tell it; 0 for other lines. */
export function plainHeadingDepth(lines: readonly Line[], at: number, titled: boolean): number {
  const content = lines[at]?.text.trim() ?? '';
  if (content.length > PLAIN_HEADING_AT_MOST || !isBlank(lines[at - 1]) || /[.!?;,]$/.test(content)) return 0;
  if (TICKET.test(content)) return TICKET_DEPTH;
  if (NUMBERED_STORY.test(content)) return STORY_DEPTH;
  if (/^[-*+•–]\s/.test(content) || explicitId(content) !== undefined || labelOf(content) !== undefined)
    return 0;
  const numbered = /^((?:[A-Z]\.)?\d{1,3}(?:\.\d{1,3})*)[.)]?\s+(\S.*)$/.exec(content);
  const title = (numbered?.[2] ?? content).replace(/:$/, '');
  const own = classifyHeading(title);
  const speaks = own.level === undefined && own.stance !== 'skip' && statementOf(title).form !== 'none';
  if (speaks || title.split(/\s+/).length > 8) return 0;
  if (numbered !== null)
    return isBlank(lines[at + 1]) && !content.endsWith(':') ? depthOfNumber(numbered[1]) : 0;
  if (/\p{Lu}{2}/u.test(title) && title === title.toUpperCase() && !title.includes('|'))
    return titled ? 2 : 1;
  return /^\p{Lu}/u.test(title) && own.stance !== 'neutral' ? 2 : 0;
}

/** Numbered headings stand below a title in capitals. */
function depthOfNumber(number: string | undefined): number {
  return (number ?? '').split('.').filter((part) => part !== '').length + 1;
}

function isBlank(line: Line | undefined): boolean {
  return line === undefined || line.hidden || /^[\s=~*-]*$/.test(line.text);
}
