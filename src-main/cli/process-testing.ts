import { spawn } from 'node:child_process';
import { join } from 'node:path';

export type Ended = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string };

export type Program = {
  pid: number;
  /** The first line of stdout or stderr that fits, also one from before the call; rejects when the program ends without. */
  line(pattern: RegExp): Promise<string>;
  signal(signal: NodeJS.Signals): void;
  ended: Promise<Ended>;
};

const MAIN = join(import.meta.dirname, 'main.ts');

/** Starts the program as a user would, as a process of its own. */
export function orchestrator(
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
): Program {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: { ...process.env, ORCHESTRATOR_HOME: join(cwd, 'home'), LOG_LEVEL: 'debug', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  let over = false;
  let watchers: (() => void)[] = [];
  const changed = () => {
    for (const watch of watchers) watch();
  };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      changed();
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      over = true;
      changed();
      resolve({ code, signal, ...output });
    });
  });
  const line = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const found = `${output.stdout}\n${output.stderr}`.split('\n').find((each) => pattern.test(each));
        if (found === undefined && !over) return;
        watchers = watchers.filter((other) => other !== look);
        if (found !== undefined) resolve(found);
        else reject(new Error(`ended without ${pattern}:\n${output.stdout}\n${output.stderr}`));
      };
      watchers.push(look);
      look();
    });
  return { pid: child.pid ?? -1, line, signal: (signal) => child.kill(signal), ended };
}
