import { readFile, realpath } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
};

/** Names that the page's build gives: `assets/index-D3adB33f.js`. What carries a hash never changes. */
const HASHED = /^\/assets\/.+-[\w-]{8,}\.\w+$/;

const NOT_BUILT = `The page has not been built.
The host runs and its REST interface answers under /api. Build the page with \`npm start\`, then load this again.
`;

/** Serves the built page from `pageDir`, and nothing from outside of it. */
export async function servePage(
  pageDir: string,
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return send(request, response, 405, 'text/plain; charset=utf-8', 'This address can only be read.\n');
  }
  const wanted = pathname === '/' ? '/index.html' : pathname;
  const file = await locate(pageDir, wanted);
  const bytes = file === undefined ? undefined : await readFile(file).catch(() => undefined);
  if (file === undefined || bytes === undefined) {
    const missing = wanted === '/index.html';
    const text = missing ? NOT_BUILT : 'There is nothing at this address.\n';
    return send(request, response, missing ? 503 : 404, 'text/plain; charset=utf-8', text);
  }
  response.setHeader(
    'cache-control',
    HASHED.test(wanted) ? 'public, max-age=31536000, immutable' : 'no-store',
  );
  send(request, response, 200, TYPES[extname(file)] ?? 'application/octet-stream', bytes);
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  type: string,
  body: Buffer | string,
) {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** The real path of a file below `pageDir`; undefined for what is missing, malformed, or leads outside, also by a link. */
async function locate(pageDir: string, pathname: string): Promise<string | undefined> {
  try {
    const decoded = decodeURIComponent(pathname);
    if (decoded.includes('\0') || decoded.includes('\\')) return undefined;
    const root = await realpath(pageDir);
    const file = await realpath(join(root, decoded));
    return file.startsWith(root + sep) ? file : undefined;
  } catch {
    return undefined;
  }
}
