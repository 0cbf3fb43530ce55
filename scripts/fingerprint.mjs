import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A hash of the named files and of every file below the named folders: it changes when a name or a byte does.
 * What does not exist counts as empty.
 * @param {string} root
 * @param {string[]} names relative to `root`
 */
export function fingerprint(root, names) {
  const hash = createHash('sha256');
  for (const name of names.flatMap((entry) => filesBelow(root, entry))) {
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(root, name)))
      .update('\0');
  }
  return hash.digest('hex');
}

/**
 * @param {string} root
 * @param {string} name
 * @returns {string[]}
 */
function filesBelow(root, name) {
  const path = join(root, name);
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [name];
  return readdirSync(path)
    .sort()
    .flatMap((child) => filesBelow(root, `${name}/${child}`));
}
