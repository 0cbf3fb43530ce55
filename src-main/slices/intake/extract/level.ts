import type { Level } from '#shared/model/requirement.ts';
import { PARTICIPLES } from './verbs.ts';

const RFC_MUST = /\b(?:MUST|SHALL|REQUIRED)\b/;
const RFC_SHOULD = /\b(?:SHOULD|RECOMMENDED)\b/;
const RFC_COULD = /\b(?:MAY|OPTIONAL)\b/;

/** What lifts an obligation, removed before the words that state one are looked for. */
const RELEASE =
  /\b(?:(?<!that |which )(?:is|are|be) not (?:required|mandatory|needed|obligatory)|(?<!that |which )(?:isn't|aren't) required|need not|needn't|not (?:have|need) to|doesn't (?:have|need) to|don't (?:have|need) to)\b/i;
const NO_LEVEL =
  /\b(?:(?:if|as|when|where|whenever|that (?:is|are)|(?:that |which )?(?:isn't|aren't|(?:is|are) not)) (?:required|needed|necessary|recommended)|must have been|(?:should|ought to) have (?:been|gone|had|done|\w{3,}ed|\w{3,}en)|as (?:i|we|you) must|should (?:you|there|any)\b[^,]*,|(?:we|i|you) (?:can ?not|can't)|required by (?:the|this))/gi;
const MUST =
  /\b(?:must|shall|required|requires? that|we require|needs? to|ha(?:s|ve) to|mandatory|obligatory|obliged to|can ?not|can't|(?:is|are) not (?:allowed|permitted)|forbidden|prohibited|under no circumstances)\b/i;
const SHOULD =
  /\b(?:should|ought to|(?:is|are) expected to|expected to|(?:is|are|strongly|highly) (?:strongly |highly )?recommended|we recommend (?!that you|you))\b/i;
const ACTOR =
  '(?:users?|admins?|administrators?|customers?|clients?|servers?|visitors?|members?|operators?|managers?|owners?|guests?|staff|employees?|patients?|residents?|system|app|application|service|tool|implementations?|developers?|it|they)';
const COULD = new RegExp(
  `\\b(?:nice[ -]to[ -]have|could-haves?|if time (?:permits|allows)|would be (?:nice|great|good)|stretch goal|optionally|(?:is|are) (?:also )?(?:optional|allowed|permitted)|${ACTOR} (?:may|might)|may (?:also )?(?:be used|use|choose|omit|include))\\b`,
  'i',
);
/** "could" asks of whatever is its subject, save where it supposes, recalls, or tells what may come of something. */
const NARRATIVE_COULD = [
  /\b(?:one|we|you|i|someone|somebody|nobody|people|this|that|these|those|which|who|what|there|nothing) could\b/gi,
  /\bcould (?:not|never|no longer|hardly|barely)\b|\bcouldn['’]t\b/gi,
  /\b(?:if|whether|as though|so that|wish(?:es|ed)?|hop(?:e|es|ed|ing)|imagine|suppose|how|why|than|because|no|while|although|though)\b[^,;.]{0,80}?\bcould\b/gi,
  /\b(?:used to|previously|formerly|prior to|in the past|until now|so far|back then|in theory|theoretically)\b[^;.]{0,80}?\bcould\b|\bcould (?:previously|formerly|in theory|theoretically)\b/gi,
  /\bcould (?:(?:also|well|then|easily|even|still|potentially) ){0,2}(?:mean|lead|cause|result|happen|occur|look like|argue|imply|say|think|become|fail|break|crash|suffer|go wrong|turn out|lose|be (?:argued|said|that|because|due|better|worse|easier|harder|confusing|risky|dangerous|an? (?:problem|issue|risk)))\b/gi,
];
const COULD_HAVE_BEEN = /\bcould (?:\w+ )?have (?:been\b|(\w+))/gi;
const LIMIT =
  '(?:at most|(?:no|not) (?:more|longer|fewer|less|later) than|(?:a|the) maximum of|up to \\d[\\d,.]*|(?<!not |-)only|exclusively)';
const ALLOWED = '(?:allowed|permitted)';
/** "At most 5 are allowed" permits nothing: it forbids the sixth. */
const LIMITS = new RegExp(
  [
    `\\b${LIMIT}\\b[^,;]{0,80}?\\b${ALLOWED}\\b`,
    `\\b${ALLOWED} (?:[\\w-]+ ){0,4}${LIMIT}\\b`,
    `\\bmay (?:[\\w-]+ ){1,3}${LIMIT}\\b`,
    `\\b(?:is|are|be) (?:not|never|no longer) (?:[\\w-]+ ){0,3}${ALLOWED}\\b`,
    `\\b(?:no|neither) (?:[\\w-]+ ){1,5}(?:is|are|be) ${ALLOWED}\\b`,
  ].join('|'),
  'i',
);
const MAY_NOT = new RegExp(`\\b${ACTOR} may not\\b`, 'i');

/**
 * The level that the words of an English sentence state. Capital RFC 2119 words outrank the rest; the strongest word counts;
 * "must not" forbids as strongly as "must" commands, while "need not" only permits.
 */
export function modalLevel(text: string): Level | undefined {
  if (RFC_MUST.test(text)) return 'must';
  if (RFC_SHOULD.test(text)) return 'should';
  if (RFC_COULD.test(text)) return 'could';
  const released = RELEASE.test(text);
  const plain = text.replace(new RegExp(RELEASE, 'gi'), ' ').replace(NO_LEVEL, ' ');
  if (MUST.test(plain) || MAY_NOT.test(plain) || LIMITS.test(plain)) return 'must';
  if (SHOULD.test(plain)) return 'should';
  return released || COULD.test(plain) || asksWithCould(plain) ? 'could' : undefined;
}

function asksWithCould(text: string): boolean {
  if (!/\bcould\b/i.test(text)) return false;
  let asking = text.replace(COULD_HAVE_BEEN, (found, verb: string | undefined) =>
    verb === undefined || PARTICIPLES.has(verb.toLowerCase()) ? ' ' : found,
  );
  for (const pattern of NARRATIVE_COULD) asking = asking.replace(pattern, ' ');
  return /\bcould\b/i.test(asking);
}

const WORDS: Record<string, Level> = {
  must: 'must',
  'must have': 'must',
  'must-have': 'must',
  mandatory: 'must',
  required: 'must',
  essential: 'must',
  critical: 'must',
  highest: 'must',
  high: 'must',
  m: 'must',
  p0: 'must',
  p1: 'must',
  mvp: 'must',
  should: 'should',
  'should have': 'should',
  'should-have': 'should',
  recommended: 'should',
  important: 'should',
  medium: 'should',
  normal: 'should',
  s: 'should',
  p2: 'should',
  could: 'could',
  'could have': 'could',
  'could-have': 'could',
  'nice to have': 'could',
  'nice-to-have': 'could',
  optional: 'could',
  bonus: 'could',
  stretch: 'could',
  low: 'could',
  lowest: 'could',
  c: 'could',
  may: 'could',
  p3: 'could',
  p4: 'could',
  muss: 'must',
  pflicht: 'must',
  zwingend: 'must',
  kritisch: 'must',
  hoch: 'must',
  soll: 'should',
  sollte: 'should',
  wichtig: 'should',
  mittel: 'should',
  kann: 'could',
  könnte: 'could',
  wunsch: 'could',
  niedrig: 'could',
};

/** The level that a priority names, such as `High`, `Must have`, `P2`. */
export function priorityLevel(words: string): Level | undefined {
  const word = words
    .toLowerCase()
    .replace(/[^\p{L}0-9 -]/gu, ' ')
    .trim();
  return WORDS[word] ?? WORDS[word.replace(/ (?:priority|requirement)$/, '')];
}

/** A label within a statement that is longer than one letter: `[should]`, `(optional)`, `(Priority: High)`, `Must: ...`. */
export function levelLabel(clean: string): Level | undefined {
  // `a plate (required, unique) and a colour (optional)`: these are about the fields.
  const isList = clean.indexOf('(') !== clean.lastIndexOf('(');
  for (const found of clean.matchAll(
    /[[(](?:(?:priority|priorität|prio|moscow|level)\s*[:=]\s*)?([^[\]()]{2,14})[\])]/gi,
  )) {
    const level = priorityLevel(found[1] ?? '');
    if (level !== undefined && !(isList && found[0].startsWith('('))) return level;
  }
  const trailing = /\b(?:priority|priorität)\s*[:=]\s*([\p{L}0-9-]+(?: have)?)[.;]?$/iu.exec(clean)?.[1];
  const leading = /^(?:[A-Z]+-?\d+[:.)]?\s+)?([a-zö -]{4,12}|P\d)\s*(?::|[-–—]\s)/i.exec(clean)?.[1];
  return priorityLevel(trailing ?? '') ?? priorityLevel(leading ?? '');
}
