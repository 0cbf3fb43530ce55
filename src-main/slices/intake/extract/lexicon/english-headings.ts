import type { Level, RequirementKind } from '#shared/model/requirement.ts';
import type { HeadingWords } from './heading-words.ts';

const TERMS = 'glossary|definitions?|terminology|terms|abbreviations|acronyms';
/** Nothing below these binds, whatever document they stand in. */
const SKIP = whole([
  '(?:table of )?contents|toc|index',
  "change ?log|change history|release notes|what'?s new|(?:revision|version|document) history|revisions|history",
  `(?:${TERMS})(?:[, &]+(?:and )?(?:${TERMS}))*`,
  '(?:normative |informative )?references|bibliography|further reading|resources|links|see also',
  "licen[cs]e|copyright|acknowledge?ments|contributors|contributing|credits|authors?|author'?s'? address(?:es)?|contact",
  'iana considerations|appendi(?:x|ces)|faq',
  '(?:code |usage |worked )?examples?|samples?(?: (?:answer|request|response|data|output|input|code))?',
  'open (?:questions|issues|points)|questions(?: to .{1,20})?|comments|thank you',
  "out[ -]of[ -]scope|non-?goals|not in scope|not (?:part of|in) (?:this|the) (?:project|release|version|scope)|exclusions|won'?t[ -]haves?.*|will not have.*|what we (?:do not|don'?t|will not|won'?t) (?:want|do|build)",
  '(?:roll-?out|launch|migration|test|project) plan|roll-?out|test (?:cases|scenarios)|thanks|maybe(?: one day| later)?|money(?: and time)?|trade-?offs|prior art|unresolved questions|changes|definition of (?:done|ready)',
  'future(?: work| ideas)?|ideas(?: for later)?|later|parking lot|roadmap|milestones|timeline|schedule|budget|team',
  'alternatives(?: considered)?|pros and cons.*|not (?:needed|required|planned|wanted)(?: now| yet| for now)?|describe alternatives.*|considered alternatives|(?:options|alternatives) considered|rejected (?:alternatives|options|ideas|stories)',
  'rationale|(?:known )?risks?(?: and mitigations?)?|personas?|steps to reproduce',
  'agenda|attendees|participants|attendance|welcome|any other business|aob|discussion|action (?:items|points)|next (?:steps|meeting)',
  "retrospective|lessons learn(?:ed|t)|done|closed|rejected|won'?t fix",
  'troubleshooting|known (?:issues|limitations|problems|bugs)|(?:potential |open )?issues|strengths|weaknesses|(?:test )?results?',
  '(?:current |implementation |test |project )?status|what (?:works|worked|failed|does not work|went (?:well|wrong))',
  'sign-?off|approvals?|signatures?',
]);
/** Below these it is told how things are. */
const TOLD = whole([
  'background|context|motivation|why|purpose|introduction|intro|context and problem(?: statement)?|problem(?: statement)?|who we are|is your feature request.*|history|drawbacks|current (?:state|situation|process)|as-?is|what we have(?: today)?',
]);
/** Below these only a plain obligation counts. */
const WEAK = whole([
  'introduction|intro|background|context|motivation|overview|summary|executive summary|abstract|about.*|purpose|preface|foreword|vision|why',
  'problem(?: statement)?|goals?|objectives?|audience|intended audience|stakeholders?|assumptions?(?: and dependencies)?|conventions',
  'remarks?|who we are|decision drivers|context and problem(?: statement)?|is your feature request.*|status of this .*|drawbacks|scope|description|notes?|(?:positive |negative )?consequences',
  '(?:overall|general) description|product (?:perspective|functions?)|user (?:characteristics|classes.*)|system overview|document (?:overview|conventions)',
  '(?:current|present) (?:state|situation|process)|as-?is|what we have(?: today)?|install(?:ation|ing)?|getting started|quick ?start|usage',
]);
const ACCEPTANCE = /^(?:acceptance(?: criteria| tests?)?|scenarios?|done when)\b/i;
const REQUIREMENT =
  /requirement|specification|\bfunctions\b|\bspecs?\b|\bprd\b|functional|\bfeatures?\b|functionalit|user stor|use cases?|\bstories\b|\brules?\b|behaviou?r|capabilit|deliverable|\bmust\b|\bshould\b|\bcould\b|\bscope\b|\btasks?\b|\bto ?dos?\b|^decisions?\b|\bresolutions\b|(?:main|basic|normal|alternat\w+|exception\w*) (?:success )?(?:flow|scenario|course)s?\b|post-?conditions?|^limits$|^how (?:it|this|the .{1,30}) works|^details$|\bscoring\b|\bgame ?play\b|\bmechanics\b|\bworkflow\b|solution you'd like|what (?:we|it) (?:want|need|should do)|\berror codes\b/i;

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
  told: TOLD,
  acceptance: ACCEPTANCE,
  speech:
    /^(?:meeting )?minutes\b|\bminutes(?: of|:)|meeting notes|^kick-?off\b|^interview\b|^notes (?:from|of|on)\b/i,
  legal: /\b(?:agreement|contract|privacy policy|terms (?:of|and) (?:use|service|conditions)|licen[cs]e)\b/i,
  clauses: whole([
    'liability|fees|payment(?: terms)?|prices?|term(?: and termination)?|termination|final provisions|governing law|jurisdiction',
    'confidentiality|warrant(?:y|ies)|indemni\\w+|force majeure|severability|parties|intellectual property',
  ]),
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

/** A heading that is one of these and nothing more. */
function whole(titles: readonly string[]): RegExp {
  return new RegExp(`^(?:${titles.join('|')})\\b[^a-z]*$`, 'i');
}
