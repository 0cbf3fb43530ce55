import { findField, periodOf } from './draft.ts';
import { mergeRule } from './merge.ts';
import { CANNOT, fieldIn, MUST, type RuleReader } from './phrases.ts';
import { leftover } from './scan.ts';
import { wordsOf } from './words.ts';

const ORDER = new RegExp(
  `^(.+?) ${MUST} (?:be |lie |come )?(on or after|after|later than|greater than|on or before|before|earlier than|less than) (?:its |the |their )?(.+)$`,
  'i',
);
const ENDS_AFTER = new RegExp(`^(.+?) ${MUST} end after (?:it|they) (?:starts?|begins?)$`, 'i');

/** `The end of a booking must be after its start`. */
export const readOrder: RuleReader = (text, status, statement, draft) => {
  const answer = status ?? draft.service.invalidStatus;
  const ends = ENDS_AFTER.exec(text);
  const whole = ends?.[1] === undefined ? undefined : draft.lexicon.find(ends[1]);
  const period = whole && periodOf(whole);
  if (whole && period) {
    return mergeRule(
      whole,
      { kind: 'order', earlier: period.start, later: period.end, orEqual: false },
      answer,
      statement,
      draft,
    );
  }
  const match = ORDER.exec(text);
  const one = match?.[1] === undefined ? undefined : fieldIn(match[1], statement, draft);
  const other = one && findField(one.entity, match?.[3] ?? '');
  if (!match || !one || !other || other === one.field || other.type !== one.field.type) return false;
  if (!['date', 'datetime', 'integer', 'number'].includes(other.type)) return false;
  const isLater = /after|later|greater/i.test(match[2] ?? '');
  const [earlier, later] = isLater ? [other.name, one.field.name] : [one.field.name, other.name];
  const orEqual = /^on or/i.test(match[2] ?? '');
  return mergeRule(one.entity, { kind: 'order', earlier, later, orEqual }, answer, statement, draft);
};

const MINUTES: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1_440, week: 10_080 };
const SPAN = '(\\d{1,4})\\s*(minute|hour|day|week)s?';
const LASTS = new RegExp(
  `^(?:the (?:duration|length) of )?(.+?) (${MUST}|${CANNOT}) (?:last|take|be|span)\\b(.*)$`,
  'i',
);

/** `A booking must last at least 15 minutes and at most 8 hours`. */
export const readDuration: RuleReader = (text, status, statement, draft) => {
  const match = LASTS.exec(text);
  const entity = match?.[1] === undefined ? undefined : draft.lexicon.find(match[1]);
  const period = entity && periodOf(entity);
  if (!match || !entity || !period) return false;
  const isForbidden = new RegExp(`^${CANNOT}$`, 'i').test(match[2] ?? '');
  let rest = match[3] ?? '';
  const minutes = (words: string) => {
    const found = new RegExp(`(?:${words})\\s+${SPAN}`, 'i').exec(rest);
    if (!found) return undefined;
    rest = rest.replace(found[0], ' ');
    return Number(found[1]) * (MINUTES[(found[2] ?? '').toLowerCase()] ?? 1);
  };
  const least = isForbidden ? 'shorter than|less than' : 'at least|no less than|no shorter than|a minimum of';
  const most = isForbidden
    ? 'longer than|more than'
    : 'at most|up to|no more than|no longer than|a maximum of';
  const [minMinutes, maxMinutes] = [minutes(least), minutes(most)];
  if ((minMinutes ?? maxMinutes) === undefined || leftover(rest, ['long', 'either']) !== '') return false;
  if ((minMinutes ?? 0) > (maxMinutes ?? Infinity)) return false;
  const bounds = {
    ...(minMinutes === undefined ? {} : { minMinutes }),
    ...(maxMinutes === undefined ? {} : { maxMinutes }),
  };
  return mergeRule(
    entity,
    { kind: 'duration', ...period, ...bounds },
    status ?? draft.service.invalidStatus,
    statement,
    draft,
  );
};

const OVERLAP = new RegExp(
  `^(?:two |no two |overlapping )?(.+?) (?:of|for|in|on|with) the same (.+?) (?:(?:${CANNOT}|never|may) overlap(?: in time)?|(?:must|should) be (?:refused|rejected)|(?:are|is) (?:refused|rejected)|overlap)$`,
  'i',
);
const TWICE = new RegExp(
  `^an? (.+?) ${CANNOT} be (?:booked|reserved|taken|rented) (?:twice|by two .+?|more than once)(?: (?:at|for) the same time)?$`,
  'i',
);

/** `Bookings of the same room must not overlap`. */
export const readOverlap: RuleReader = (text, status, statement, draft) => {
  const match = OVERLAP.exec(text);
  const twice = TWICE.exec(text);
  if (match && !/overlap/i.test(text)) return false;
  const same = match?.[2] ?? twice?.[1];
  const entity =
    match?.[1] === undefined
      ? draft.lexicon.entities.find((each) => periodOf(each) && findField(each, same ?? ''))
      : draft.lexicon.find(match[1]);
  const period = entity && periodOf(entity);
  const by = entity && same !== undefined ? findField(entity, same) : undefined;
  if (!entity || !period || !by) return false;
  return mergeRule(entity, { kind: 'noOverlap', by: by.name, ...period }, status ?? 409, statement, draft);
};

const IGNORED =
  /^(\w+) (.+?) (?:do not|don't|does not|must not|never|no longer) (?:block|count|conflict|occupy|overlap|reserve)(?:s)?\b(.*)$/i;

/** `Cancelled bookings do not block a room`. */
export const readIgnoredOverlap: RuleReader = (text, status, statement, draft) => {
  const match = IGNORED.exec(text);
  const entity = match?.[2] === undefined ? undefined : draft.lexicon.find(match[2]);
  const value = match?.[1]?.toLowerCase() ?? '';
  const field = entity?.fields.find((each) => each.values?.includes(value));
  const rest = leftover(match?.[3] ?? '', [
    ...draft.lexicon.words,
    'as',
    'other',
    'others',
    'anything',
    'time',
    'slot',
  ]);
  if (!entity || !field || status !== undefined || rest !== '') return false;
  return mergeRule(entity, { kind: 'ignoredOverlap', field: field.name, value }, 409, statement, draft);
};

const PAST = new RegExp(
  `^(.+?) (?:${CANNOT} (start|begin|lie|be)(?: dated)? in the past|must (start|begin|lie|be) in the future)$`,
  'i',
);

/** `A booking must not start in the past`. */
export const readNotPast: RuleReader = (text, status, statement, draft) => {
  const match = PAST.exec(text);
  const phrase = match?.[1] ?? '';
  const entity = draft.lexicon.find(phrase);
  const start = entity && wordsOf(phrase).length < 4 ? periodOf(entity)?.start : undefined;
  const found = start === undefined ? fieldIn(phrase, statement, draft) : undefined;
  const owner = start === undefined ? found?.entity : entity;
  const field = start ?? (found?.field.type === 'datetime' ? found.field.name : undefined);
  if (!match || !owner || field === undefined) return false;
  if (owner.fields.find((each) => each.name === field)?.type !== 'datetime') return false;
  return mergeRule(
    owner,
    { kind: 'notPast', field },
    status ?? draft.service.invalidStatus,
    statement,
    draft,
  );
};
