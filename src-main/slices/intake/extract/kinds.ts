import type { RequirementKind } from '#shared/model/requirement.ts';

const ENDPOINT =
  /\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+\/|\bendpoints?\b|\bstatus codes?\b|\bHTTP [1-5]\d\d\b/;
const VALIDATION =
  /\bvalid(?:ates?|ated|ation)?\b|\binvalid\b|\bnot (?:be )?empty\b|\bat (?:least|most)\b|\bno (?:more|longer|fewer|less) than\b|\bbetween \d|\b(?:max|min)imum\b|\bup to \d|\bunique\b|\bonly (?:if|when|by|the|an?|admins?)\b|\breject(?:s|ed)?\b|\b(?:is|are) not allowed\b|\bcan ?not\b|\bmust not\b|\bmay not\b|\bforbidden\b|\b\d+ characters\b|\bdefaults? to\b|\bpermissions?\b/i;

const BY_TEXT: readonly [RegExp, RequirementKind][] = [
  [
    /\b(?:rest|http|graphql|grpc|json)?[ -]?api\b|\bcommand[ -]line\b|\bcli\b|(?:^|\s)--[a-z]|\bwebhooks?\b|\broutes?\b|\brouting\b|\bexit codes?\b|\bfile formats?\b|\b(?:json|csv|xml|yaml|pdf|html) (?:format|files?|export)\b|\b(?:as|to|in) (?:json|csv|xml|yaml|pdf)\b|\bquery (?:parameters?|strings?)\b|\bstd(?:in|out|err)\b|\bresponse bod(?:y|ies)\b/i,
    'interface',
  ],
  [
    /\bgdpr\b|\bhipaa\b|\blegal|\blicen[cs]e|\bcompl(?:y|ies|iance|iant)\b|\bnpm\b|\bnode(?:\.js)?\b|\btypescript\b|\bjavascript\b|\bpython\b|\bjava\b|\brust\b|\bgolang\b|\breact\b|\bvue\b|\bangular\b|\bdocker\b|\bkubernetes\b|\bpostgres\w*|\bmysql\b|\bsqlite\b|\bmongodb\b|\bredis\b|\baws\b|\bazure\b|\bframeworks?\b|\blibrar(?:y|ies)\b|\bdependenc|\bpackage\.json\b|\bpreprocessors?\b|\bcod(?:e|ing) style\b|\brepository\b|\bgitignore\b|\breadme\b|\bpull requests?\b|\bdeadline\b|\bthird-party\b|\btemplate\b|\b(?:written|implemented|built) (?:in|with|on|using)\b/i,
    'constraint',
  ],
  [VALIDATION, 'rule'],
  [
    /\b\d+ ?(?:ms|milliseconds?|seconds?)\b|\bp9\d\b|\blatency\b|\bthroughput\b|\bperformance\b|\buptime\b|\bavailab(?:le|ility)\b|\b\d\d(?:\.\d+)? ?%|\bconcurrent|\bscal(?:e|es|able|ability)\b|\bencrypt|\bsecur|\bhttps\b|\btls\b|\bwcag\b|\baccessib|\bscreen readers?\b|\bresponsive\b|\bbrowsers?\b|\bmaintain(?:able|ability)\b|\btest coverage\b|\bunit tests?\b|\blogg(?:ed|ing)\b|\bbackups?\b|\breliab|\busab|\boffline\b|\bhash(?:ed|es)?\b/i,
    'quality',
  ],
  [
    /\b(?:fields?|propert(?:y|ies)|columns?|keys)\b|\b(?:persist|stor)(?:s|es|ed|ing)?\b|\b(?:each|every|an?) \w+ (?:has|have|must have|shall have|should have|consists? of|contains?|includes?) |\bidentified by\b|\b(?:primary|foreign) keys?\b/i,
    'data',
  ],
];

/** The kind of a statement. The heading's kind decides, save where the text plainly is an endpoint or a validation rule. */
export function kindOf(clean: string, heading: RequirementKind | undefined): RequirementKind {
  if (ENDPOINT.test(clean)) return 'interface';
  if (heading === 'quality' || heading === 'constraint' || heading === 'rule') return heading;
  if ((heading === 'data' || heading === 'interface') && !VALIDATION.test(clean)) return heading;
  return BY_TEXT.find(([pattern]) => pattern.test(clean))?.[1] ?? 'functional';
}
