import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The git repository around a folder that is none itself, and may not exist yet. */
export function outerRepository(root: string): string | undefined {
  if (existsSync(join(root, '.git'))) return undefined;
  let folder = root;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  for (let at = realpathSync(folder); ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return undefined;
  }
}
