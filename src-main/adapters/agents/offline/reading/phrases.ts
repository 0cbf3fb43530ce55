import type { Entity, Field } from '../model.ts';
import { type Draft, findField } from './draft.ts';
import { entityHeading } from './lexicon.ts';
import type { Statement } from './statements.ts';

export const CANNOT =
  "(?:must not|cannot|can not|can't|may not|must never|should not|shall not|is not allowed to|are not allowed to|must no longer|can no longer)";
export const MUST = '(?:must|shall|should|has to|have to|needs to|need to|may|can)';

const STATUS =
  /[;,:]?\s*(?:(?:and|otherwise|or|else)\s+)?(?:(?:an? conflict|an? violation|the (?:service|api|request|response|answer)|this|it|requests?)\s+)?(?:must |should |shall )?(?:(?:be|is|are)\s+)?(?:answer(?:s|ed)?|respon(?:ds?|se)|returns?(?:ed)?|refused|rejected|yields?|results?|fails?)\s*(?:with|by|in|is)?\s*(?:an?\s+)?(?:http\s+)?(?:status\s+)?(?:code\s+)?(4\d\d)\b(?: [A-Z][a-z]+){0,3}$/i;

const STATUSES = new Set([400, 403, 404, 409, 422]);

/** Takes `; the service answers 409` off the end of a rule. */
export function splitStatus(text: string): { text: string; status: number | undefined } {
  const match = STATUS.exec(text);
  const status = Number(match?.[1]);
  if (!match || !STATUSES.has(status)) return { text, status: undefined };
  return { text: text.slice(0, match.index).trim(), status };
}

/** A rule in words, without the status that answers its violation. */
export type RuleReader = (
  text: string,
  status: number | undefined,
  statement: Statement,
  draft: Draft,
) => boolean;

/** The field that `F of an E`, `an E's F`, `E F` or, under a heading that names E, `F` means. */
export function fieldIn(
  phrase: string,
  statement: Statement,
  draft: Draft,
): { entity: Entity; field: Field } | undefined {
  const [owner, part] = ownerAndPart(phrase, draft);
  const under = statement.headings.toReversed().map((heading) => draft.lexicon.find(entityHeading(heading)));
  const around = under.find((entity) => entity !== undefined);
  const named = draft.lexicon.entities.filter((entity) => startsWithName(part, entity));
  for (const entity of owner ? [owner] : [...named, ...(around ? [around] : draft.lexicon.entities)]) {
    const field = findField(entity, part);
    if (field) return { entity, field };
  }
  return undefined;
}

function ownerAndPart(phrase: string, draft: Draft): [Entity | undefined, string] {
  const of = /^((?:the )?number of [\w-]+|.+?)\s+(?:of|for|on) (?:an?|the|each|every|its|all)?\s*(.+)$/i.exec(
    phrase,
  );
  const ofOwner = of?.[2] === undefined ? undefined : draft.lexicon.find(of[2]);
  if (of && ofOwner) return [ofOwner, of[1] ?? ''];
  const owned = /^(?:an?|the|each|every)?\s*(.+?)'s?\s+(.+)$/i.exec(phrase);
  const owner = owned?.[1] === undefined ? undefined : draft.lexicon.find(owned[1]);
  return owned && owner ? [owner, owned[2] ?? ''] : [undefined, phrase];
}

function startsWithName(phrase: string, entity: Entity): boolean {
  const bare = phrase.toLowerCase().replace(/^(?:an?|the|each|every|all)\s+/, '');
  return [entity.label, entity.plural.replaceAll('-', ' ')].some((name) => bare.startsWith(`${name} `));
}
