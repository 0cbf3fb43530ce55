import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type Fault, fault } from '#shared/faults.ts';

/** Who may come in: holders of the token, from a page that this server served, under a name that only this machine has. */
export type Guard = {
  /** Why a request is refused, or undefined. Checks name and origin, then the token. */
  refuse(request: IncomingMessage): Refusal | undefined;
  /** Whether this is the token; takes the same time for every wrong one. */
  isToken(candidate: string): boolean;
  /** The `Set-Cookie` value that lets a browser in. */
  cookie(): string;
};

export type Refusal = { status: 401 | 403 | 421; fault: Fault };

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export function createGuard(token: string, port: number): Guard {
  const names = new Set(
    ['127.0.0.1', 'localhost', '[::1]'].flatMap((name) => [
      `${name}:${port}`,
      ...(port === 80 ? [name] : []),
    ]),
  );
  // Cookies know no ports: the name keeps two hosts on one machine apart.
  const cookieName = `orchestrator-${port}`;
  const digest = sha256(token);
  const isToken = (candidate: string) => timingSafeEqual(sha256(candidate), digest);
  return {
    isToken,
    cookie: () => `${cookieName}=${token}; HttpOnly; SameSite=Strict; Path=/`,
    refuse(request) {
      const host = request.headers.host?.toLowerCase();
      if (host === undefined || !names.has(host)) return foreignHost;
      const { origin } = request.headers;
      const mustMatch = !SAFE_METHODS.has(request.method ?? '') || request.headers.upgrade !== undefined;
      if (mustMatch && origin !== undefined && origin !== `http://${host}`) return foreignOrigin;
      const given = bearerOf(request) ?? cookieOf(request, cookieName);
      return given !== undefined && isToken(given) ? undefined : noToken;
    },
  };
}

const foreignHost: Refusal = {
  status: 421,
  fault: fault('unauthorized', 'This server answers only to the name of this machine itself.', {
    hint: 'Use the address that Orchestrator printed, beginning with http://127.0.0.1.',
  }),
};

const foreignOrigin: Refusal = {
  status: 403,
  fault: fault('unauthorized', 'The request came from a page of another origin.', {
    hint: 'Nothing was done. Scripts send no Origin header and an Authorization header with the token.',
  }),
};

const noToken: Refusal = {
  status: 401,
  fault: fault('unauthorized', 'The token is missing or wrong.', {
    hint: 'Open the link that Orchestrator printed at its start; scripts send it as `Authorization: Bearer <token>`.',
  }),
};

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function bearerOf(request: IncomingMessage): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

function cookieOf(request: IncomingMessage, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name) return value;
  }
  return undefined;
}
