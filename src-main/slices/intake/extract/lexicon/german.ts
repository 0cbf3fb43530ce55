import type { Level } from '#shared/model/requirement.ts';

/** How a German sentence binds, told by its words. The forms are those of `statementOf`. */
export type GermanStatement = { form: 'story' | 'modal' | 'triggered' | 'behaviour'; level?: Level };

const LIMIT =
  'nicht(?! nur)|kein(?:e[nmrs]?)?|nie|niemals|niemand|keinesfalls|(?<!nicht )nur|ausschließlich|höchstens|maximal|erst';
const PERMISSION = 'darf|dürfen|kann|können|erlaubt|zulässig|gestattet';

/** The words of obligation, strongest first. Hyphened compounds such as `Soll-Zustand` are nouns and oblige nobody. */
const LEVELS: readonly [RegExp, Level][] = [
  [
    words('muss|müssen|muß|müßen|erforderlich|notwendig|zwingend|verpflichtend|verpflichtet|obligatorisch'),
    'must',
  ],
  [words('vorgeschrieben|verboten|untersagt|unzulässig'), 'must'],
  [pair(PERMISSION, LIMIT), 'must'],
  [pair(LIMIT, PERMISSION), 'must'],
  [infinitiveWithZu(), 'must'],
  [words('soll|sollen|sollte|sollten|empfohlen|empfiehlt sich|idealerweise'), 'should'],
  [words(`${PERMISSION}|könnte|könnten|wünschenswert`), 'could'],
  [words('(?:ist|sind|wäre) (?:optional|möglich|schön|hilfreich)'), 'could'],
];

/** Some word without which no level can be found; spares other languages the rest. */
const MAY_OBLIGE =
  /mu(?:ss|ß)|müssen|müßen|d[aü]rf|k[aoö]nn|soll|\b(?:ist|sind|hat|haben)\s|wäre|brauch|empf|idealerweise|optional|wünschenswert|zwingend|notwendig|erforderlich|erlaubt|zulässig|gestattet|verboten|untersagt|vorgeschrieben|verpflichte|obligatorisch/i;

/** What lifts an obligation: `muss nicht gespeichert werden`, but not `muss nicht bestätigte Konten löschen`. */
const RELEASE = words(
  'nicht (?:unbedingt |zwingend )?(?:erforderlich|notwendig|nötig|verpflichtend|zwingend)|brauch(?:t|en) (?:nicht|kein(?:e[nmrs]?)?)|(?:muss|müssen) (?:[\\p{L}]+ ){0,3}?nicht [\\p{L}]+(?:en|n|t)(?: (?:werden|sein|können))?(?=[.;,!]|$)',
  'giu',
);

/** Uses that tell of the world instead of asking for something. */
const NARRATIVE: readonly RegExp[] = [
  words(
    '(?:falls|wenn|soweit|sofern|wo|wie|als) (?:erforderlich|notwendig|nötig|möglich|empfohlen|zulässig)',
  ),
  words(
    '(?:man|wir|ich|ihr|jemand) (?:kann|können|könnten?)|(?:kann|können|könnten?) (?:man|wir|ich|ihr|jemand)',
    'giu',
  ),
  words(
    '(?:kann|können|könnten?) [^,;.]{0,60}?(?:bedeuten|heißen|vorkommen|passieren|auftreten|entstehen|dazu führen|daran liegen|gewesen sein|(?:ge|ver)\\p{L}+ haben)',
    'giu',
  ),
];

/** Clauses that only say when or what for: what they contain does not oblige. */
const OPENING_CLAUSE =
  /^(?:wenn|falls|sobald|sofern|solange|sollten?|nachdem|bevor|damit(?! (?:muss|soll|kann|darf)))\s[^,]{1,200},/iu;
const LATER_CLAUSE =
  /,\s(?:wenn|falls|sobald|sofern|solange|weil|ob|bevor|nachdem|damit|sodass|so dass|um)\s[^,;.]{1,200}/giu;

const STORY =
  /^als (?!ich(?!\p{L})).{1,200}?(?<!\p{L})(?:möchte|will|muss|kann|soll|brauche|benötige) ich(?!\p{L})/iu;
const ASIDE = words(
  '^(?:siehe|vgl|beachten sie|dieses dokument|dieser abschnitt|diese seite|dieses kapitel|willkommen|stellen sie sich vor)',
);
const CHATTY = words('ich|wir|uns|unser\\p{L}*|man');
const OCCASION = /^(?:wenn|sobald|falls|sofern|nachdem|bei|beim|nach|angenommen|gegeben)\s/iu;
const FOLLOWS = /(?:,\s(?:dann|so|\p{Ll}{3,}(?:t|en))|\s(?:wird|werden))(?!\p{L})/u;
const ACTS =
  /^(?:das|die|der|ein|eine|jede[rs]?|alle)\s.{0,60}?(?:(?:system|anwendung|app|dienst|server|service|software|plattform|modul|nutzer|benutzer|kunde|oberfläche)\s\p{Ll}{3,}t|(?:wird|werden))\s/iu;

/** Judges a sentence that is German by its words; undefined where none of them occurs, whatever the language. */
export function germanStatement(text: string): GermanStatement | undefined {
  if (ASIDE.test(text)) return undefined;
  const story = STORY.exec(text);
  if (story !== null) return { form: 'story', ...optional(germanLevel(text.slice(story[0].length))) };
  const level = germanLevel(text);
  if (level !== undefined) return { form: 'modal', level };
  if (CHATTY.test(text)) return undefined;
  if (OCCASION.test(text) && FOLLOWS.test(text)) return { form: 'triggered' };
  return ACTS.test(text) ? { form: 'behaviour' } : undefined;
}

function germanLevel(text: string): Level | undefined {
  if (!MAY_OBLIGE.test(text)) return undefined;
  let plain = text.replace(OPENING_CLAUSE, ' ').replace(LATER_CLAUSE, ' ');
  for (const pattern of NARRATIVE) plain = plain.replace(pattern, ' ');
  const binding = plain.replace(RELEASE, ' ');
  return LEVELS.find(([pattern]) => pattern.test(binding))?.[1] ?? (binding === plain ? undefined : 'could');
}

/** Whether an item or sentence that ends in a colon announces a list, as `Das System muss folgende Felder haben:`. */
export const GERMAN_ANNOUNCES = words('folgende[nmrs]?|wie folgt|entweder');
export const GERMAN_OPEN_ENDS =
  'kann können muss müssen soll sollen sollte sollten darf dürfen ist sind hat haben mit für von bei'.split(
    ' ',
  );
export const GERMAN_EXAMPLE = words('^(?:zum beispiel|z\\. ?b|beispielsweise|beispiele?:)');
export const GERMAN_GOES_ON = words('^(?:andernfalls|anderenfalls|ansonsten|sonst|in diesem fall)');

function optional(level: Level | undefined): { level?: Level } {
  return level === undefined ? {} : { level };
}

/** `\b` knows no umlauts, so the edges of words are spelt out. */
function words(alternatives: string, flags = 'iu'): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}/-])(?:${alternatives})(?![\\p{L}\\p{N}/-])`, flags);
}

/** One of the first words, then one of the second in the same clause; a single letter before a full stop is an abbreviation. */
function pair(first: string, second: string): RegExp {
  return words(
    `(?:${first})(?![\\p{L}/-])(?:[^,;.]|(?<=(?<!\\p{L})\\p{L})\\.){0,80}?(?<![\\p{L}/-])(?:${second})`,
  );
}

/** `sind zu löschen`, `ist einzuhalten`; not `ist zu klein`, `ist leicht zu sehen`, `bis zu sieben Tage`. */
function infinitiveWithZu(): RegExp {
  const prefix =
    'ab|an|auf|aus|bei|bereit|durch|ein|fest|her|hin|mit|nach|sicher|um|vor|weiter|zurück|zusammen';
  const judged =
    'leicht|schwer|einfach|schwierig|wichtig|gut|schlecht|kaum|interessant|nichts|viel|bereit|besser|bequem|bis';
  return new RegExp(
    `(?<!\\p{L})(?:ist|sind|hat|haben)\\s(?:(?!Möglichkeit)[^,;.:]){0,100}?(?<!(?<!\\p{L})(?:${judged})\\s)(?<!\\p{L})(?:zu\\s(?!(?:selten|offen|trocken|eigen)(?!\\p{L}))|(?:${prefix})zu)\\p{Ll}+(?:en|ern|eln|tun)(?=[.,;:!)]|$|\\s(?:und|oder|sowie))`,
    'u',
  );
}
