import { singular, wordsOf } from './words.ts';

/** A method and a path as a document names them. */
export type ReadPath = {
  method?: string;
  /** `/rooms/:id` */
  path: string;
  /** `/api/v1` or empty. */
  prefix: string;
  /** First segment that names a kind of thing. */
  resource?: string;
  hasId: boolean;
  /** What comes after the id: a nested kind of thing or an action. */
  child?: string;
  /** Names of query parameters. */
  params: string[];
  /** Whether the rules can serve such a path. */
  usable: boolean;
  /** What the document wrote. */
  raw: string;
};

const METHOD_AND_PATH =
  /\b(GET|POST|PUT|PATCH|DELETE)\b(?:[\s|;:]|Path:|URL:|Route:|Endpoint:)*(\/[^\s|;,'"()]*)/i;
const PATH_FIRST = /(?:^|[\s|:])(\/[^\s|;,'"()]+)[\s|;:]+(?:Method:\s*)?(GET|POST|PUT|PATCH|DELETE)\b/;

const NOT_RESOURCES = new Set(
  `health healthz healthcheck status ping ready readyz live livez metrics docs openapi swagger login logout auth token
  version favicon static assets`.split(/\s+/),
);

export function readPath(text: string): ReadPath | undefined {
  const forward = METHOD_AND_PATH.exec(text);
  if (forward?.[2] !== undefined) return analyse(forward[2], forward[0], forward[1]);
  const backward = PATH_FIRST.exec(text);
  if (backward?.[1] !== undefined) return analyse(backward[1], backward[0], backward[2]);
  return undefined;
}

function analyse(written: string, raw: string, method: string | undefined): ReadPath {
  const [pathname = '', search = ''] = written.replace(/[.:,]+$/, '').split('?');
  const segments = pathname.split('/').filter((segment) => segment !== '');
  const isId = (segment: string) => /^(?:\{[\w-]+\}|:[\w-]+|<[\w:-]+>)$/.test(segment);
  const normal = segments.map((segment) => (isId(segment) ? ':id' : segment));
  const prefixLength = normal.findIndex((segment) => !/^(?:api|rest|v\d+)$/i.test(segment));
  const prefix = normal.slice(0, Math.max(0, prefixLength));
  const [resource, id, child, ...more] = normal.slice(prefix.length);
  const named = resource !== undefined && !NOT_RESOURCES.has(resource.toLowerCase()) && resource !== ':id';
  const safe = normal.every(
    (segment) => segment === ':id' || /^[A-Za-z0-9][A-Za-z0-9_-]{0,40}$/.test(segment),
  );
  return {
    ...(method === undefined ? {} : { method: method.toUpperCase() }),
    path: `/${normal.join('/')}`,
    prefix: prefix.length === 0 ? '' : `/${prefix.join('/')}`,
    ...(named && safe ? { resource } : {}),
    hasId: id === ':id',
    ...(child === undefined ? {} : { child }),
    params: search
      .split('&')
      .map((pair) => pair.split('=')[0] ?? '')
      .filter((name) => /^[A-Za-z][\w-]{0,30}$/.test(name)),
    usable: safe && more.length === 0 && (id === undefined || id === ':id') && child !== ':id',
    raw,
  };
}

/** Whether a segment is a plural noun, as names of kinds of things are. */
export function isPluralSegment(segment: string): boolean {
  const last = wordsOf(segment).at(-1) ?? '';
  return singular(last) !== last;
}
