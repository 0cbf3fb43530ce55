/** `tests/support/serve.ts` of a generated service. */
export const SERVE = `import type { Server } from 'node:http';
import type { Route } from '../../implementation/src/http/router.ts';
import { createHttpServer } from '../../implementation/src/http/server.ts';

/** The body is whatever the service sent; a test says what it expects of it. */
export type Reply = { status: number; headers: Headers; body: any };

/** Calls a running service; a body is sent as JSON. */
export type CallService = (method: string, path: string, body?: unknown) => Promise<Reply>;

/** Serves routes on a free port of the loopback interface for as long as \`use\` runs. */
export function serve(routes: readonly Route[], use: (call: CallService) => Promise<void>): Promise<void> {
  return listen(createHttpServer(routes), use);
}

export async function listen(server: Server, use: (call: CallService) => Promise<void>): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  try {
    await use((method, path, body) => callService(\`http://127.0.0.1:\${port}\${path}\`, method, body));
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

export async function callService(url: string, method: string, body?: unknown): Promise<Reply> {
  const sent =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const response = await fetch(url, { method, ...sent });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}
`;

/** `tests/support/values.ts` of a generated service. */
export const VALUES = `const FIRST_MOMENT = Date.UTC(2099, 0, 1, 9);
const DAY = 86_400_000;

/** A moment that lies far ahead: day 1, 2, 3 ... at nine, and some minutes later. */
export function momentAt(day: number, minutes = 0): string {
  return new Date(FIRST_MOMENT + day * DAY + minutes * 60_000).toISOString();
}

/** The same moment plus some minutes. */
export function later(moment: string, minutes: number): string {
  return new Date(Date.parse(moment) + minutes * 60_000).toISOString();
}

export function dayAt(day: number): string {
  return momentAt(day).slice(0, 10);
}

/** The same day plus some days. */
export function laterDay(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
}
`;

/** `tests/support/process.ts` of a generated service. */
export const PROCESS = `import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../implementation/src/main.ts', import.meta.url));

export type Running = {
  url: string;
  /** The next line that the service writes, as an object. */
  nextLine(): Promise<Record<string, unknown>>;
  /** Sends SIGTERM and waits for the end. */
  stop(): Promise<number | null>;
};

/** Starts the service as its own process on a free port. It does not outlive the test. */
export async function start(test: TestContext, env: Record<string, string> = {}): Promise<Running> {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  test.after(() => child.kill('SIGKILL'));
  const lines = linesOf(child);
  const nextLine = async () => JSON.parse((await lines.next()).value ?? '{}');
  const listening = await nextLine();
  return {
    url: \`http://127.0.0.1:\${listening.port}\`,
    nextLine,
    async stop() {
      if (child.exitCode !== null) return child.exitCode;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const [code] = await ended;
      return code;
    },
  };
}

function linesOf(child: ChildProcess): AsyncIterator<string, undefined> {
  if (!child.stdout) throw new Error('The service has no output to read.');
  return createInterface({ input: child.stdout })[Symbol.asyncIterator]();
}
`;
