import type { Place, ServiceFact } from '../model.ts';
import { addFact, type Draft, type Reader } from './draft.ts';
import { leftover } from './scan.ts';

type ServiceRule = {
  fact: ServiceFact;
  place: Place;
  /** What a sentence has to look like. */
  when: RegExp;
  /** Words it may use besides; any other word is beyond the rule. */
  words: string;
  /** Takes numbers and names out of the sentence. False when they are beyond the rule. */
  settle?(match: RegExpExecArray, draft: Draft): boolean;
};

const scaffold: Place = { at: 'scaffold' };
const assembly: Place = { at: 'assembly' };
const quality: Place = { at: 'quality' };

const BYTES: Readonly<Record<string, number>> = {
  b: 1,
  bytes: 1,
  kb: 1_024,
  kib: 1_024,
  mb: 1_048_576,
  mib: 1_048_576,
};
const SMALLEST_LIMIT = 1_024;
const LARGEST_LIMIT = 8 * 1_048_576;

const ERROR_WORDS = 'error errors failure failures 4xx 5xx invalid bad not';

const RULES: readonly ServiceRule[] = [
  {
    fact: 'errorShape',
    place: scaffold,
    when: /\berrors?\b.*\berror\.(?:code|message)\b|\berrors?\b.*\bjson\b.*\bcode\b.*\bmessage\b/i,
    words: `${ERROR_WORDS} validation lists list object body error.code error.message error.fields code message fields names readable machine human`,
  },
  {
    fact: 'json',
    place: scaffold,
    when: /\b(?:requests?|responses?|bodies|body|api|service|answers?)\b.*\b(?:be|in|use|uses|speaks?|is|are|as|exchange|exchanges|format(?:ted)?)\b.*\bjson\b/i,
    words:
      'all bodies body format formatted speak speaks json use uses exchange exchanges encoded data application/json utf-8 content-type type content rest restful api',
  },
  {
    fact: 'malformedJson',
    place: scaffold,
    when: /\b(?:not valid|invalid|malformed|broken)\b.*\bjson\b.*\b400\b|\bjson\b.*\b(?:not valid|invalid|malformed|broken)\b.*\b400\b/i,
    words: 'body bodies not valid invalid malformed broken 400 bad error syntactically',
  },
  {
    fact: 'bodyLimit',
    place: scaffold,
    when: /\b(?:body|bodies|payloads?|requests?)\b.*?\b(\d{1,6})\s*(kib|kb|mib|mb|bytes)\b/i,
    words:
      'body bodies payload payloads larger bigger than over above exceed exceeding limit limited not at most up kb kib mb mib bytes refused rejected 413 size too large',
    settle: ([, amount, unit], draft) => {
      const limit = Number(amount) * (BYTES[(unit ?? '').toLowerCase()] ?? 0);
      if (limit < SMALLEST_LIMIT || limit > LARGEST_LIMIT) return false;
      draft.service.bodyLimitBytes = limit;
      return true;
    },
  },
  {
    fact: 'mediaType',
    place: scaffold,
    when: /\b(?:content[- ]type|media type)\b.*\b415\b|\b415\b.*\b(?:content[- ]type|media type)\b/i,
    words:
      'content-type content type media other than not application/json body bodies unsupported refused rejected 415 json without',
  },
  {
    fact: 'unknownFields',
    place: scaffold,
    when: /\b(?:unknown|unexpected|additional|extra) (?:fields|properties|attributes)\b.*\b(refused|rejected|400|ignored)\b/i,
    words:
      'unknown unexpected additional extra properties attributes body bodies refused rejected 400 ignored not',
    settle: ([, verb], draft) => {
      draft.service.unknownFields = verb?.toLowerCase() === 'ignored' ? 'ignore' : 'refuse';
      return true;
    },
  },
  {
    fact: 'hiddenFailure',
    place: scaffold,
    when: /\b(?:unexpected|internal|unhandled)\b.*\b(?:500|stack)\b/i,
    words:
      'unexpected internal unhandled failure failures error errors exception exceptions server 500 not reveal expose leak stack trace traces details detail internals',
  },
  {
    fact: 'unknownPath',
    place: scaffold,
    when: /\b(?:unknown|undefined|other|non-existent) (?:path|paths|route|routes|url|urls|endpoint|endpoints)\b.*\b404\b/i,
    words:
      'unknown undefined other non existent path paths urls url routes 404 405 known wrong unsupported method methods not found',
  },
  {
    fact: 'missing',
    place: assembly,
    when: /\b(?:unknown|missing|non-?existent|does not exist|doesn't exist|not found|do not exist)\b.*\b404\b|\b404\b.*\b(?:unknown|missing|does not exist|doesn't exist|not found|no such)\b/i,
    words:
      'unknown missing non existent nonexistent does do not exist doesn t found 404 id ids identifier identifiers such no when if requesting reading updating deleting item items entity entities',
  },
  {
    fact: 'invalidInput',
    place: assembly,
    when: /\b(?:invalid|not valid|fails? validation|validation (?:errors?|failures?)|bad)\b.*\b(400|422)\b/i,
    words:
      'invalid not valid fails fail validation errors error failures input data bodies body payload 400 422 bad names name naming offending wrong message list lists every first rejected refused',
    settle: ([, status], draft) => {
      draft.service.invalidStatus = Number(status);
      return true;
    },
  },
  {
    fact: 'conflict',
    place: assembly,
    when: /\b(?:duplicates?|conflicts?|conflicting)\b.*\b409\b/i,
    words:
      'duplicate duplicates conflict conflicts conflicting 409 rejected refused violation violations unique uniqueness',
  },
  {
    fact: 'ids',
    place: scaffold,
    when: /\b(?:every|each|all)\b.*\b(?:ids?|identifiers?)\b.*\b(?:generate[sd]?|assign(?:s|ed)|uuids?|unique)\b|\bids?\b.*\b(?:are|must be)\b.*\buuids?\b/i,
    words:
      'id ids identifier identifiers generates generated assigns assigned server uuid uuids unique timestamps timestamp createdat updatedat created updated item items entity entities creation change',
  },
  {
    fact: 'timestamps',
    place: scaffold,
    when: /\bcreatedat\b.*\bupdatedat\b|\b(?:timestamps?|dates? and times?|times)\b.*\biso[ -]?8601\b/i,
    words:
      'createdat updatedat timestamp timestamps iso 8601 utc dates date times format formatted all every item entity creation last change set keep keeps store',
  },
  {
    fact: 'noDependencies',
    place: scaffold,
    when: /\b(?:no|without|zero)\b(?: \w+)? (?:third-party |external |runtime )*(?:dependenc(?:y|ies)|packages|libraries)\b/i,
    words:
      'no without zero runtime third party third-party external dependency dependencies packages libraries npm any not',
  },
  {
    fact: 'typescript',
    place: scaffold,
    when: /\b(?:typescript|node(?:\.?js)?)\b/i,
    words:
      'type script typescript written implemented run runs running node node.js nodejs js version 22 24 lts later newer above higher least strict mode built language implementation',
  },
  {
    fact: 'environment',
    place: quality,
    when: /\bport\b.*\b(?:environment|env|configur\w+|variable)\b|\b(?:environment|env|configur\w+|variable)s?\b.*\bport\b/i,
    words:
      'port ports host listen listens environment variable variables env configurable configured come comes read reads set through http default defaults 3000',
  },
  {
    fact: 'persistence',
    place: quality,
    when: /\b(?:data|records?|state)\b.*\b(?:survive|persist\w*|kept|keep|stored|restart|file)\b.*\b(?:restart\w*|file|disk)\b/i,
    words:
      'data state survive survives persist persisted persists kept keep stored restart restarts file files disk environment variable data_file names when across json named all after',
  },
  {
    fact: 'shutdown',
    place: quality,
    when: /\bsigterm\b|\b(?:graceful|clean)(?:ly)? (?:shut ?down|stop|exit)\b|\bshut ?downs? (?:gracefully|cleanly)\b/i,
    words:
      'sigterm sigint graceful gracefully clean cleanly shutdown shut down stop stops exit exits finish finishes running open current pending requests before code 0 connections connection when receiving signal receives close closes process',
  },
  {
    fact: 'requestLog',
    place: quality,
    when: /\blog(?:s|ged|ging)?\b.*\b(?:method|json line|line of json)\b/i,
    words:
      'log logs logged logging line lines json structured method path status duration milliseconds ms stdout standard output time its taken including includes',
  },
];

/** Sentences about the service as a whole. */
export const readService: Reader = (statement, draft) => {
  for (const rule of RULES) {
    const match = rule.when.exec(statement.text);
    if (!match) continue;
    const words = rule.words
      .toLowerCase()
      .split(/\s+/)
      .flatMap((word) => [word, ...word.split(/[^a-z0-9]+/)]);
    const numbers = rule.settle ? match.slice(1).filter((group) => group !== undefined) : [];
    const text = numbers.reduce((rest, number) => rest.replace(number, ' '), statement.text);
    if (leftover(text, words) !== '') continue;
    if (rule.settle && !rule.settle(match, draft)) continue;
    addFact(statement, draft, rule.fact, rule.place);
    if (rule.fact === 'ids' && /createdat|timestamps?/i.test(statement.text))
      addFact(statement, draft, 'timestamps', rule.place);
    return true;
  }
  return false;
};
