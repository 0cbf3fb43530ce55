import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const PROJECT_DIR = join(import.meta.dirname, '../..');
const NODE = join(PROJECT_DIR, 'node_modules/.bin/node');

export type Started = {
  /** The printed link, with the token in it. */
  link: URL;
  /** Asks it to end and waits until it has. */
  stop(): Promise<void>;
};

/** Runs a script of the project with its own Node and waits for the link that it prints. */
export async function start(
  script: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Started> {
  const child = spawn(NODE, [join(PROJECT_DIR, script), ...args], {
    cwd: PROJECT_DIR,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  const link = new Promise<URL>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        said.push(line);
        const found = /http:\/\/127\.0\.0\.1:\d+\/\?token=[\w%-]+/.exec(line);
        if (found) resolve(new URL(found[0]));
      });
    }
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}:\n${said.join('\n')}`)));
    child.once('error', reject);
  });
  return {
    link: await link,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
