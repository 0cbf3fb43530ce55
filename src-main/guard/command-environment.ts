import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The whole environment of a command of a project: its Node first, then the programs of its packages and the system. */
export async function commandEnvironment(node: string, root: string): Promise<Record<string, string>> {
  const bin = dirname(await realpath(node).catch(() => node));
  return {
    PATH: `${bin}:${join(root, 'node_modules/.bin')}:/usr/local/bin:/usr/local/go/bin:/usr/bin:/bin`,
    LANG: 'C.UTF-8',
    CI: 'true',
    NO_COLOR: '1',
  };
}
