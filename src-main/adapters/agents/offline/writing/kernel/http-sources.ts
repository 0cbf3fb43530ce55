/** `implementation/src/http/errors.ts` of a generated service. */
export const ERRORS = `import { INVALID_STATUS } from '../settings.ts';

export type FieldProblem = { field: string; message: string };

/** A failure that the client is told about. Anything else that is thrown becomes a 500 without details. */
export class HttpError extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: readonly FieldProblem[];

  constructor(status: number, code: string, message: string, fields: readonly FieldProblem[] = []) {
    super(message);
    this.name = 'HttpError';
    this.status = status;
    this.code = code;
    this.fields = fields;
  }
}

export function invalid(fields: readonly FieldProblem[], status: number = INVALID_STATUS): HttpError {
  const list = fields.map((problem) => \`\${problem.field} \${problem.message}\`).join('; ');
  return new HttpError(status, 'invalid', \`Not valid: \${list}.\`, fields);
}

export function notFound(what: string, id: string): HttpError {
  return new HttpError(404, 'not_found', \`There is no \${what} with the id \${id}.\`);
}

export function conflict(message: string): HttpError {
  return new HttpError(409, 'conflict', message);
}
`;

/** `implementation/src/http/router.ts` of a generated service. */
export const ROUTER = `import { HttpError } from './errors.ts';

export type Call = {
  /** Value of \`:id\` in the path; empty for paths without one. */
  id: string;
  query: URLSearchParams;
  /** Parsed JSON; undefined when the request had no body. */
  body: unknown;
};

export type Answer = { status: number; body?: unknown; headers?: Record<string, string> };

export type Route = {
  method: string;
  /** Such as \`/rooms/:id\`. */
  path: string;
  handle(call: Call): Answer;
};

/** Finds the route of a request: 404 for an unknown path, 405 for a known path with another method. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  pathname: string,
): { route: Route; id: string } {
  const hits: { route: Route; id: string }[] = [];
  for (const route of routes) {
    const id = matchPath(route.path, pathname);
    if (id !== undefined) hits.push({ route, id });
  }
  const hit = hits.find(({ route }) => route.method === method);
  if (hit) return hit;
  if (hits.length === 0) throw new HttpError(404, 'not_found', 'There is nothing at this path.');
  const methods = hits.map(({ route }) => route.method).join(', ');
  throw new HttpError(405, 'method_not_allowed', \`This path only knows \${methods}.\`);
}

function matchPath(pattern: string, pathname: string): string | undefined {
  const wanted = pattern.split('/');
  const given = pathname.split('/');
  if (wanted.length !== given.length) return undefined;
  let id = '';
  for (const [at, part] of wanted.entries()) {
    const value = given[at] ?? '';
    if (part === ':id' && value !== '') id = decode(value);
    else if (part !== value) return undefined;
  }
  return id;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
`;

/** `implementation/src/http/body.ts` of a generated service. */
export const BODY = `import type { IncomingMessage } from 'node:http';
import { BODY_LIMIT_BYTES } from '../settings.ts';
import { HttpError } from './errors.ts';

/** Reads a JSON body: 413 when it is too large, 415 when it is something else, 400 when it is broken. */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const text = await readText(request);
  if (text === '') return undefined;
  const type = request.headers['content-type'] ?? '';
  if (!type.toLowerCase().startsWith('application/json')) {
    throw new HttpError(415, 'unsupported_media_type', 'The body has to be application/json.');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpError(400, 'malformed_json', 'The body is not valid JSON.');
  }
}

/** What is beyond the limit is read to its end but not kept, so that the client can hear the answer. */
async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= BODY_LIMIT_BYTES) chunks.push(chunk);
  }
  if (size > BODY_LIMIT_BYTES) {
    throw new HttpError(413, 'too_large', \`The body is larger than \${BODY_LIMIT_BYTES} bytes.\`);
  }
  return Buffer.concat(chunks).toString('utf8');
}
`;

/** `implementation/src/http/server.ts` of a generated service. */
export const SERVER = `import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readBody } from './body.ts';
import { HttpError } from './errors.ts';
import { type Answer, findRoute, type Route } from './router.ts';

/** Called once per answered request. */
export type RequestLog = (entry: {
  method: string;
  path: string;
  status: number;
  durationMs: number;
}) => void;

/** An HTTP server that speaks JSON and turns every failure into a JSON error. */
export function createHttpServer(routes: readonly Route[], log: RequestLog = () => {}): Server {
  return createServer(async (request, response) => {
    const startedAt = performance.now();
    const method = request.method ?? 'GET';
    const url = URL.parse(\`http://localhost\${request.url}\`) ?? new URL('http://localhost/');
    const answer = await handle(routes, method, url, request);
    send(response, answer);
    const durationMs = Math.round(performance.now() - startedAt);
    log({ method, path: url.pathname, status: answer.status, durationMs });
  });
}

async function handle(
  routes: readonly Route[],
  method: string,
  url: URL,
  request: IncomingMessage,
): Promise<Answer> {
  try {
    const { route, id } = findRoute(routes, method, url.pathname);
    const body = await readBody(request);
    return route.handle({ id, query: url.searchParams, body });
  } catch (error) {
    if (error instanceof HttpError) return errorAnswer(error);
    console.error(error);
    return errorAnswer(new HttpError(500, 'internal', 'Something went wrong on our side.'));
  } finally {
    request.resume();
  }
}

function errorAnswer(error: HttpError): Answer {
  const fields = error.fields.length === 0 ? {} : { fields: error.fields };
  return { status: error.status, body: { error: { code: error.code, message: error.message, ...fields } } };
}

function send(response: ServerResponse, answer: Answer): void {
  const text = answer.body === undefined ? '' : JSON.stringify(answer.body);
  response.writeHead(answer.status, {
    ...(text === '' ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    'content-length': Buffer.byteLength(text),
    'x-content-type-options': 'nosniff',
    ...answer.headers,
  });
  response.end(text);
}
`;
