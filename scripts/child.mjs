import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { NODE, ROOT } from './places.mjs';

/**
 * Runs the project's Node in the foreground: same terminal, same signals. Resolves with its exit code, or 128 and
 * the number of the signal that ended it, as a shell would.
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, stdout?: 'inherit' | number }} [options]
 * @returns {Promise<number>}
 */
export function runNode(args, { env = process.env, cwd = process.cwd(), stdout = 'inherit' } = {}) {
  const child = spawn(NODE, args, { stdio: ['inherit', stdout, 'inherit'], env, cwd });
  const release = passSignals(child);
  return ended(child).finally(release);
}

/**
 * Runs the project's Node at the root of the project and keeps what it wrote.
 * @param {string[]} args
 * @param {{ stderr?: 'pipe' | 'inherit' }} [options]
 * @returns {Promise<{ code: number, stdout: string, output: string }>} `output` is stdout and stderr as they came.
 */
export async function captureNode(args, { stderr = 'pipe' } = {}) {
  const child = spawn(NODE, args, { cwd: ROOT, stdio: ['ignore', 'pipe', stderr] });
  const release = passSignals(child);
  let stdout = '';
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    stdout += text;
    output += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  return { code: await ended(child).finally(release), stdout, output };
}

const SIGNAL_NUMBERS = new Map([
  ['SIGHUP', 1],
  ['SIGINT', 2],
  ['SIGKILL', 9],
  ['SIGTERM', 15],
]);

/**
 * Resolves with the exit code once the process is gone and its output is complete.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
export function ended(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? 128 + (SIGNAL_NUMBERS.get(signal ?? '') ?? 0)));
  });
}

/**
 * A terminal sends Ctrl-C and its own end to every process of the group, the child included: passing them on would
 * deliver them twice, and the second Ctrl-C means "stop". They are passed on only where no terminal does it.
 * @param {import('node:child_process').ChildProcess} child
 */
function passSignals(child) {
  const terminal = hasTerminal();
  /** @type {[NodeJS.Signals, () => void][]} */
  const handlers = [
    ['SIGTERM', () => child.kill('SIGTERM')],
    ['SIGINT', () => terminal || child.kill('SIGINT')],
    ['SIGHUP', () => terminal || child.kill('SIGHUP')],
  ];
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}

function hasTerminal() {
  if (process.platform === 'win32') return true;
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}
