import type { Level } from '#shared/model/requirement.ts';
import { levelLabel, modalLevel } from './level.ts';
import { germanStatement } from './lexicon/german.ts';
import { BASE_VERBS, PARTICIPLES, PRESENT_VERBS } from './verbs.ts';

/**
 * How a sentence binds. story: "As a ..., I want ..."; modal: must, should, may and their kin; imperative: "Use npm";
 * triggered: what happens when something happens; behaviour: what something does or can do; none: it does not.
 */
export type Form = 'story' | 'modal' | 'imperative' | 'triggered' | 'behaviour' | 'none';

/** `labelled` when the level is named by a label such as `[should]`, which outranks everything. */
export type Statement = { form: Form; level?: Level; labelled?: boolean };

const STORY =
  /^as (?:an?|the|any)\b.{1,200}?\bi\b.{0,20}?(?:\b(?:want|need|wish|can|must|should|may|could|would like)|['’]d like)\b/i;
/** Why a story is told obliges nobody. */
const REASON = /\b(?:so that|so (?:i|we|they)|because|in order to)\b.*$/is;
const QUESTION = /\?["'”)]*$/;
const BOILERPLATE =
  /\bkey ?words?\b.*\binterpreted\b|\binterpreted as described\b|^(?:all )?rights reserved/i;
const ASIDE =
  /^(?:see|note that|refer to|check out|have a look|take a look|read (?:more|the|this|about)|for (?:more|further) (?:information|details)|keep in mind|feel free|let (?:us|me)|thanks?|welcome|imagine|suppose|assume|this (?:document|spec|specification|page|section|chapter|guide)\b)/i;
const CHATTY = /\b(?:let us know|contact us|you|your|we|our|us|i)\b/i;
const PREFIX =
  /^(?:please|also|then|and|or|additionally|furthermore|moreover|finally|firstly|first|next|otherwise|instead|just|only|always|never|do not|don't|automatically|optionally|ideally|preferably|immediately|i|if possible|where possible|if you can|note)[,:]?\s+/i;
const CLAUSE =
  /^(?:if|when|whenever|unless|for|in|on|before|after|to|where|once|as|with|by|during|at|until|while|upon)\b[^,]{1,160},\s+(?:then\s+)?/i;
const TRIGGER =
  /^(?:when|whenever|if|once|after|while|upon|on|as soon as|before|each time|every time|until|unless)\b/i;
const SOFT =
  /^(?:(?:please|also|and)\s+)*(?:try to|consider|prefer|avoid|if possible|where possible|ideally|preferably|if you can|optionally)\b/i;
const NOUN_USE =
  /^(?:is|are|was|were|has|have|can|will|of|and|or|never|always|gets|shows|returns|remains|stays|does|becomes|moves|appears|works)\b/i;
const SUBJECT_CAN =
  /\b(?:users?|admins?|administrators?|customers?|clients?|visitors?|members?|guests?|operators?|managers?|owners?|players?|students?|teachers?|authors?|editors?|everyone|anyone|system|application|app|service|server|software|platform|tool|program|it|they)\b(?:\s+\w+){0,3}?\s+(?:can|will|may|(?:is|are) able to)\s+/i;

/** What follows a noun in the plural and never a verb: `lists may`, `orders are`. */
const AUXILIARIES: ReadonlySet<string> = new Set(
  'may must can should shall will could might are is'.split(' '),
);
/** What may be done is permitted; what may happen is not: `Every module may be replaced`, `Errors may occur`. */
const MAY_BE_DONE = /\bmay (?:also |only |then )?be [a-z]+(?:ed|en|t)\b/i;
const MAY_DO = /(?<!\b(?:who|which|that) )\bmay (?:also |then |only )?([a-z]+) [a-z]/i;
const HAPPENS: ReadonlySet<string> = new Set(
  'reveal fail cause become exceed contain reduce improve crash expire lose need require want vary differ'.split(
    ' ',
  ),
);
/** Several do something: `Residents collect a parcel`. */
const PLURAL_ACTS =
  /^(?:the |all |both |each of the |some |other )?(?:[a-z]+ ){0,2}[a-z]+s ([a-z]+) [a-z0-9]/i;
/** `We keep jobs in a table` decides something. */
const WE_ACT = /^(?:therefore,? |so )?we (?:will |shall |now )?([a-z]+) [a-z]/i;

const TITLES_AT_MOST = 3;

/** Judges one sentence or item, cleaned of markup. A short title before it, as in `Login: users can ...`, is set aside. */
export function statementOf(clean: string): Statement {
  const label = levelLabel(clean);
  const statement = judgeBehindTitles(clean);
  if (label === undefined) return statement;
  return { form: statement.form === 'none' ? 'modal' : statement.form, level: label, labelled: true };
}

function judgeBehindTitles(clean: string): Statement {
  let rest: string | undefined = clean;
  for (let i = 0; i <= TITLES_AT_MOST && rest !== undefined; i++) {
    const statement = judge(rest);
    if (statement.form !== 'none') return statement;
    rest = behindTitle(rest);
  }
  return { form: 'none' };
}

function judge(text: string): Statement {
  if (QUESTION.test(text) || BOILERPLATE.test(text) || /\b(?:let us know|contact us)\b/i.test(text))
    return { form: 'none' };
  const german = germanStatement(text);
  if (german !== undefined) return german;
  if (STORY.test(text))
    return { form: 'story', ...optional(modalLevel(text.replace(STORY, '').replace(REASON, ''))) };
  if (ASIDE.test(text)) return { form: 'none' };
  const level = modalLevel(text);
  if (level !== undefined) return { form: 'modal', level };
  if (isImperative(text)) return { form: 'imperative', level: SOFT.test(text) ? 'should' : 'must' };
  if (BASE_VERBS.has(WE_ACT.exec(text)?.[1]?.toLowerCase() ?? ''))
    return { form: 'behaviour', level: 'must' };
  if (CHATTY.test(text) || /\b(?:was|were|had been|has been|have been)\b/i.test(text))
    return { form: 'none' };
  const words =
    text
      .toLowerCase()
      .match(/[a-z][a-z-]*/g)
      ?.slice(0, 60) ?? [];
  const acts = hasAction(words);
  if (TRIGGER.test(text) && acts) return { form: 'triggered' };
  if (/^[a-z-]+ing\b/i.test(text) && acts) return { form: 'triggered' };
  if (SUBJECT_CAN.test(text)) return { form: 'triggered', ...optional(mayDo(text) ? 'could' : undefined) };
  if (MAY_BE_DONE.test(text) || mayDo(text)) return { form: 'behaviour', level: 'could' };
  const severalAct = BASE_VERBS.has(PLURAL_ACTS.exec(text)?.[1]?.toLowerCase() ?? '');
  const universal = /^(?:all|every|each|no|any)\s.{1,80}?\b(?:is|are|has|have)\b/i.test(text);
  return { form: acts || severalAct || universal || /\b(?:can|will)\b/i.test(text) ? 'behaviour' : 'none' };
}

/** `Players may change their answer`; what may happen is no permission: `Lists may reveal what people read`. */
function mayDo(text: string): boolean {
  const verb = MAY_DO.exec(text)?.[1]?.toLowerCase() ?? '';
  return BASE_VERBS.has(verb) && !HAPPENS.has(verb);
}

function optional(level: Level | undefined): { level?: Level } {
  return level === undefined ? {} : { level };
}

function behindTitle(text: string): string | undefined {
  const id = /^[A-Z][A-Z-]{0,15}[-_ ]?\d[\d.]{0,9}[.)]?\s+(\S.*)$/s.exec(text);
  const title = /^(?:\[[^\]]{1,30}\]|\([^)]{1,30}\)|[^:.!?|]{1,60}?(?::| [-–—] | \| ))\s*(\S.*)$/s.exec(text);
  return id?.[1] ?? title?.[1];
}

function isImperative(text: string): boolean {
  let rest = text.replace(/^[("'“*\s]+/, '');
  for (let i = 0; i < 4; i++) {
    if (startsWithVerb(rest)) return true;
    const shorter = rest.replace(PREFIX, '');
    rest = shorter === rest ? rest.replace(CLAUSE, '') : shorter;
  }
  return false;
}

function startsWithVerb(text: string): boolean {
  const found = /^([a-z][a-z-]*)(?:\s+(.*)|$)/is.exec(text);
  const verb = found?.[1]?.toLowerCase() ?? '';
  const following = found?.[2] ?? '';
  return BASE_VERBS.has(verb) && following !== '' && !NOUN_USE.test(following);
}

/** Whether something acts or is acted upon, in the present: `creates`, `is created`, `are automatically sent`. */
function hasAction(words: readonly string[]): boolean {
  return words.some((word, at) => {
    if (word === 'is' || word === 'are' || word === 'be' || word === 'gets' || word === 'get') {
      return words.slice(at + 1, at + 4).some((next) => PARTICIPLES.has(next));
    }
    const isNoun = AUXILIARIES.has(words[at + 1] ?? '');
    return at < 25 && !isNoun && PRESENT_VERBS.has(word) && word !== 'has' && word !== 'does';
  });
}
