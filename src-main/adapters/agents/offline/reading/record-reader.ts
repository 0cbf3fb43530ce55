import type { Entity } from '../model.ts';
import { findField, type Reader } from './draft.ts';
import { sharesStem } from './endpoint-reader.ts';
import { mergeField, mergeRule } from './merge.ts';
import { CANNOT, fieldIn, type RuleReader } from './phrases.ts';
import { addTransition } from './transitions.ts';

const WITHIN = new RegExp(
  `^(.+?) (?:${CANNOT} (?:exceed|be (?:greater|more|larger|higher) than|be above)|must be at most|must not be more than) (.+)$`,
  'i',
);

/** `The number of attendees must not exceed the capacity of the room`. */
export const readWithinReference: RuleReader = (text, status, statement, draft) => {
  const match = WITHIN.exec(text);
  const limit = match?.[2] === undefined ? undefined : fieldIn(match[2], statement, draft);
  const one = match?.[1] === undefined ? undefined : fieldIn(match[1], statement, draft);
  const reference = one?.entity.fields.find((field) => field.references === limit?.entity.slug);
  if (!limit || !one || !reference || one.entity === limit.entity) return false;
  if (![one.field.type, limit.field.type].every((type) => type === 'integer' || type === 'number'))
    return false;
  const body = {
    kind: 'withinReference',
    field: one.field.name,
    reference: reference.name,
    limit: limit.field.name,
  } as const;
  return mergeRule(one.entity, body, status ?? draft.service.invalidStatus, statement, draft);
};

const KEPT = new RegExp(
  `^(?:deleting )?(?:an?|the) (.+?) (?:that|which|with|who)(?: still)?(?: has| have| is used by)?(?: existing)? (.+?) (?:${CANNOT} be (?:deleted|removed)|(?:must|should) be refused|is refused)$`,
  'i',
);
const DELETING = /^deleting (?:an?|the) (.+?) (?:that has|with|which has) (.+)$/i;

/** `A room that has bookings must not be deleted`. */
export const readRestrict: RuleReader = (text, status, statement, draft) => {
  const match = KEPT.exec(text) ?? (status === undefined ? null : DELETING.exec(text));
  const entity = match?.[1] === undefined ? undefined : draft.lexicon.find(match[1]);
  const by =
    match?.[2] === undefined || /\s/.test(match[2].trim()) ? undefined : draft.lexicon.find(match[2]);
  const field = by?.fields.find((each) => each.references === entity?.slug);
  if (!entity || !by || !field) return false;
  return mergeRule(
    entity,
    { kind: 'restrict', by: by.slug, field: field.name },
    status ?? 409,
    statement,
    draft,
  );
};

const FROZEN = new RegExp(
  `^(?:an?|the) ([\\w-]+) (.+?) ${CANNOT} be (?:changed|updated|modified|edited)$`,
  'i',
);
const FROZEN_MANY = new RegExp(`^([\\w-]+) (.+?s) ${CANNOT} be (?:changed|updated|modified|edited)$`, 'i');

/** `A cancelled booking must not be changed`. */
export const readFrozen: RuleReader = (text, status, statement, draft) => {
  const match = FROZEN.exec(text) ?? FROZEN_MANY.exec(text);
  const entity = match?.[2] === undefined ? undefined : draft.lexicon.find(match[2]);
  const value = match?.[1]?.toLowerCase() ?? '';
  const field = entity?.fields.find((each) => each.values?.includes(value));
  if (!entity || !field || (status ?? 409) !== 409) return false;
  return mergeRule(entity, { kind: 'frozen', field: field.name, value }, 409, statement, draft);
};

const ONLY = /^only (?:an? )?([\w-]+)(?: (?:and|or) ([\w-]+))? (.+?) (?:can|may|must|should) be ([\w-]+)$/i;

/** `Only tentative bookings can be confirmed`. */
export const readOnlyFrom: RuleReader = (text, status, statement, draft) => {
  const match = ONLY.exec(text);
  const entity = match?.[3] === undefined ? undefined : draft.lexicon.find(match[3]);
  const to = match?.[4]?.toLowerCase() ?? '';
  const field = entity?.fields.find((each) => each.values?.includes(to));
  const from = [match?.[1], match?.[2]].flatMap((value) =>
    value === undefined ? [] : [value.toLowerCase()],
  );
  if (!entity || !field || !from.every((value) => field.values?.includes(value)) || (status ?? 409) !== 409)
    return false;
  return addTransition(entity, { action: actionOf(to), field: field.name, from, to }, statement, draft);
};

/** `confirm` for `confirmed`: the action that a value is the result of. */
function actionOf(value: string): string {
  const forms = [value.replace(/(?:([lt])\1)ed$/, '$1'), value.replace(/ed$/, ''), value.replace(/d$/, '')];
  return forms.find((form) => form !== value && form.length > 2 && sharesStem(value, form)) ?? value;
}

const UNKNOWN =
  /^(?:an? |the |creating an? |adding an? )(.+?) (?:that names|that refers to|which names|naming|with|for|in|referring to|of) (?:an? )?(?:unknown|non-?existent|missing) (.+)$/i;

/** `A booking that names an unknown room or an unknown employee must be refused with 400`. */
export const readUnknownReference: RuleReader = (text, status, statement, draft) => {
  const match = UNKNOWN.exec(text);
  const entity = match?.[1] === undefined ? undefined : draft.lexicon.find(match[1]);
  const plain = (match?.[2] ?? '').replace(
    /\s+(?:must|should|shall) be (?:refused|rejected)$|\s+(?:is|are) (?:refused|rejected)$/i,
    '',
  );
  const named = plain
    .split(/\s*(?:,|\bor\b|\band\b)\s*/i)
    .map((phrase) => phrase.replace(/\b(?:an?|unknown)\b/gi, ' ').trim());
  const fields = named.map((phrase) => {
    const target = draft.lexicon.find(phrase);
    return entity?.fields.find(
      (each) =>
        each.references !== undefined &&
        (each.references === target?.slug || each === findField(entity, phrase)),
    );
  });
  if (!entity || (status ?? draft.service.invalidStatus) !== draft.service.invalidStatus) return false;
  const known = fields.filter((field) => field !== undefined);
  if (known.length === 0 || known.length !== fields.length) return false;
  for (const field of known) mergeField(entity, field, { references: field.references }, statement, draft);
  return true;
};

const BELONGS =
  /^(?:(an?|each|every|the|all) )?(.+?) (?:(must|should|shall|may|can|might|could) )?(?:always )?(?:(optionally) )?(?:belongs? to|references?|refers? to|(?:is|are|be) (?:in|for|part of)) (?:exactly |an? |one |the )*(?:existing )?(.+)$/i;

/** `Every booking belongs to a room` asks for the reference; `a booking may belong to a room` leaves it open. */
export const readBelongs: Reader = (statement, draft) => {
  const [, determiner = '', subject = '', modal = '', optionally, object = ''] =
    BELONGS.exec(statement.text) ?? [];
  const entity = draft.lexicon.find(subject);
  const target = draft.lexicon.find(object);
  if (!entity || !target || entity === target || !isJust(subject, entity) || !isJust(object, target))
    return false;
  if (isMany(object, target) && !isMany(subject, entity)) return false;
  const isOpen = optionally !== undefined || /^(?:may|can|might|could)$/i.test(modal);
  const isBinding = !isOpen && (modal !== '' || /^(?:each|every|all)$/i.test(determiner));
  let field = entity.fields.find((each) => each.references === target.slug);
  if (!field) {
    field = { name: `${target.camel}Id`, type: 'string', required: true, keys: [], origin: new Map() };
    entity.fields.push(field);
  }
  const isMarked = field.origin.has('required');
  const required = isOpen ? false : isBinding || !isMarked ? true : undefined;
  if (!isMarked) field.isMarkedAlone = true;
  mergeField(entity, field, { type: 'string', references: target.slug, required }, statement, draft);
  return true;
};

function isJust(phrase: string, entity: Entity): boolean {
  const words = phrase.trim().toLowerCase();
  return words === entity.label || words === entity.plural.replaceAll('-', ' ');
}

function isMany(phrase: string, entity: Entity): boolean {
  return phrase.trim().toLowerCase() !== entity.label;
}
