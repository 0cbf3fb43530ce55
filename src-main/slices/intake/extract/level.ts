import type { Level } from '#shared/model/requirement.ts';

const RFC_MUST = /\b(?:MUST|SHALL|REQUIRED)\b/;
const RFC_SHOULD = /\b(?:SHOULD|RECOMMENDED)\b/;
const RFC_COULD = /\b(?:MAY|OPTIONAL)\b/;

/** What lifts an obligation, removed before the words that state one are looked for. */
const RELEASE =
  /\b(?:(?<!that |which )(?:is|are|be) not (?:required|mandatory|needed|obligatory)|(?<!that |which )(?:isn't|aren't) required|need not|needn't|not (?:have|need) to|doesn't (?:have|need) to|don't (?:have|need) to)\b/i;
const NO_LEVEL =
  /\b(?:(?:if|as|when|where|whenever|that (?:is|are)|(?:that |which )?(?:isn't|aren't|(?:is|are) not)) (?:required|needed|necessary|recommended)|must have been|as (?:i|we|you) must|should (?:you|there|any)\b[^,]*,|(?:we|i|you) (?:can ?not|can't)|required by (?:the|this))/gi;
const MUST =
  /\b(?:must|shall|required|requires? that|we require|needs? to|ha(?:s|ve) to|mandatory|obligatory|obliged to|can ?not|can't|(?:is|are) not (?:allowed|permitted)|forbidden|prohibited|under no circumstances)\b/i;
const SHOULD =
  /\b(?:should|ought to|(?:is|are) expected to|expected to|(?:is|are|strongly|highly) (?:strongly |highly )?recommended|we recommend (?!that you|you))\b/i;
const ACTOR =
  '(?:users?|admins?|administrators?|customers?|clients?|servers?|visitors?|members?|system|app|application|service|tool|implementations?|developers?|it|they)';
const COULD = new RegExp(
  `\\b(?:nice[ -]to[ -]have|could[ -]have|if time (?:permits|allows)|would be (?:nice|great|good)|stretch goal|optionally|(?:is|are) (?:also )?(?:optional|allowed|permitted)|${ACTOR} (?:may|might|could)|may (?:also )?(?:be used|use|choose|omit|include))\\b`,
  'i',
);
const MAY_NOT = new RegExp(`\\b${ACTOR} may not\\b`, 'i');

/**
 * The level that the words of a sentence state. Capital RFC 2119 words outrank the rest; the strongest word counts;
 * "must not" forbids as strongly as "must" commands, while "need not" only permits.
 */
export function modalLevel(text: string): Level | undefined {
  if (RFC_MUST.test(text)) return 'must';
  if (RFC_SHOULD.test(text)) return 'should';
  if (RFC_COULD.test(text)) return 'could';
  const released = RELEASE.test(text);
  const plain = text.replace(new RegExp(RELEASE, 'gi'), ' ').replace(NO_LEVEL, ' ');
  if (MUST.test(plain) || MAY_NOT.test(plain)) return 'must';
  if (SHOULD.test(plain)) return 'should';
  return released || COULD.test(plain) ? 'could' : undefined;
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
};

/** The level that a priority names, such as `High`, `Must have`, `P2`. */
export function priorityLevel(words: string): Level | undefined {
  const word = words
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, ' ')
    .trim();
  return WORDS[word] ?? WORDS[word.replace(/ (?:priority|requirement)$/, '')];
}

/** A label within a statement that is longer than one letter: `[should]`, `(optional)`, `(Priority: High)`, `Must: ...`. */
export function levelLabel(clean: string): Level | undefined {
  for (const found of clean.matchAll(
    /[[(](?:(?:priority|prio|moscow|level)\s*[:=]\s*)?([^[\]()]{2,14})[\])]/gi,
  )) {
    const level = priorityLevel(found[1] ?? '');
    if (level !== undefined) return level;
  }
  const trailing = /\bpriority\s*[:=]\s*([a-z0-9-]+(?: have)?)[.;]?$/i.exec(clean)?.[1];
  const leading = /^(?:[A-Z]+-?\d+[:.)]?\s+)?([a-z -]{4,12}|P\d)\s*(?::|[-–—]\s)/i.exec(clean)?.[1];
  return priorityLevel(trailing ?? '') ?? priorityLevel(leading ?? '');
}
