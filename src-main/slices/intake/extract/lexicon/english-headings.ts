import type { Level, RequirementKind } from '#shared/model/requirement.ts';
import type { HeadingWords } from './heading-words.ts';

const SKIP =
  /^(?:(?:table of )?contents|toc|index|change ?log|release notes|what'?s new|(?:revision|version|document) history|revisions|history|glossary|definitions?(?: and acronyms)?|terminology|terms|abbreviations|acronyms|(?:normative |informative )?references|bibliography|further reading|resources|links|see also|licen[cs]e|copyright|acknowledge?ments|contributors|credits|authors?|contact|faq|examples?|sample|appendi(?:x|ces)|open (?:questions|issues|points)|questions|out[ -]of[ -]scope|non-?goals|not in scope|exclusions|won'?t[ -]haves?.*|will not have.*|future(?: work| ideas)?|roadmap|sign-?off|approvals?)\b[^a-z]*$/i;
const WEAK =
  /^(?:introduction|intro|background|context|motivation|overview|summary|executive summary|abstract|about.*|purpose|preface|foreword|vision|problem(?: statement)?|goals?|objectives?|audience|intended audience|stakeholders?|personas?|assumptions?|conventions|status of this .*|scope|description|notes?)\b[^a-z]*$/i;
const ACCEPTANCE = /^(?:acceptance(?: criteria| tests?)?|scenarios?|definition of done|done when)\b/i;
const REQUIREMENT =
  /requirement|specification|\bspecs?\b|\bprd\b|functional|\bfeatures?\b|functionalit|user stor|use cases?|\bstories\b|\brules?\b|behaviou?r|capabilit|deliverable|\bmust\b|\bshould\b|\bcould\b|\bscope\b|\btasks?\b|\bto ?dos?\b/i;

const LEVELS: readonly [RegExp, Level][] = [
  [levelTitle('must|musts|must[ -]haves?|mandatory|required|essential|critical|high|p0|p1|mvp'), 'must'],
  [levelTitle('should|shoulds|should[ -]haves?|recommended|important|medium|p2'), 'should'],
  [
    levelTitle(
      'could|coulds|could[ -]haves?|nice[ -]to[ -]haves?|optional|bonus|stretch(?: goals?)?|low|p3|may',
    ),
    'could',
  ],
];
const LEVEL_WITHIN: readonly [RegExp, Level][] = [
  [
    /\((?:must(?: have)?|mandatory|required|high|p0|p1|mvp)\)|\bmust[ -]haves?\b|\bpriority:? (?:high|1)\b/i,
    'must',
  ],
  [
    /\((?:should(?: have)?|recommended|medium|p2)\)|\bshould[ -]haves?\b|\bpriority:? (?:medium|2)\b/i,
    'should',
  ],
  [
    /\((?:could(?: have)?|optional|nice[ -]to[ -]have|low|p3)\)|\bcould[ -]haves?\b|nice[ -]to[ -]have|\boptional\b|\bpriority:? (?:low|3)\b/i,
    'could',
  ],
];

const KINDS: readonly [RegExp, RequirementKind][] = [
  [
    /non-?functional|\bnfrs?\b|quality|performance|securit|privacy|accessib|usabil|reliab|availab|scalab|maintain|compatib|browser support|observab|logging|monitoring|resilien|robustness|testab|portab|authenti|authoriz|internationali[sz]|locali[sz]ation|\bi18n\b/i,
    'quality',
  ],
  [
    /constraint|technolog|tech(?:nical)? stack|\bstack\b|tooling|dependenc|package manag|directory structure|file structure|project structure|\bcode\b|coding|code style|conventions|deployment|environment|licen[cs]|legal|complian|process|template|readme|deliverable/i,
    'constraint',
  ],
  [
    /data ?model|\bdata\b|entit(?:y|ies)|schema|\bmodels?\b|\bfields\b|attributes|persistence|storage/i,
    'data',
  ],
  [
    /\bapis?\b|endpoint|interface(?!s? design)|\bcli\b|command[ -]line|\bcommands\b|\brest\b|\bhttp\b|\broutes?\b|webhook|protocol|^errors?$|error (?:handling|responses?|codes?)|file format|import|export|integration/i,
    'interface',
  ],
  [/business rule|\brules?\b|validation|polic(?:y|ies)|permission|invariant/i, 'rule'],
];

export const ENGLISH_HEADINGS: HeadingWords = {
  skip: SKIP,
  weak: WEAK,
  acceptance: ACCEPTANCE,
  requirement: REQUIREMENT,
  asksAsTitle: /requirement|specification|\bspecs?\b|\bprd\b|user stor|\bfeatures\b/i,
  functional: /^functional/i,
  levels: LEVELS,
  levelsWithin: LEVEL_WITHIN,
  kinds: KINDS,
};

/** A heading that names nothing but a level. */
function levelTitle(words: string): RegExp {
  return new RegExp(
    `^(?:${words})(?: priority)?(?: requirements?| features?| items?| stories| goals?)?[^a-z]*$`,
    'i',
  );
}
