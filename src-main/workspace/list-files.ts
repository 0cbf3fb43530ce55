import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Folders that hold packages, build output and the like, whatever git thinks of them. */
const LEFT_OUT = new Set([
  ...['.git', 'node_modules', 'vendor', 'dist', 'build', 'out', 'target', 'coverage', '.next', '.venv'],
  ...['venv', '__pycache__', '.tox', '.mypy_cache', '.pytest_cache', '.gradle', '.idea', '.cache'],
]);

export type Listing = {
  files: { path: string; bytes: number }[];
  links: number;
  /** Folders below the root with a `.git` of their own. */
  nested: string[];
  truncated: boolean;
};

export type ListingLimits = { files: number; folders: number };

const LIMITS: ListingLimits = { files: 20_000, folders: 5_000 };

/**
 * Lists a folder broadly: what lies near the root comes first, so that a limit cuts off the depths. Follows no link and
 * looks into no repository within. Folders that cannot be read are passed over.
 */
export async function listFiles(root: string, limits: ListingLimits = LIMITS): Promise<Listing> {
  const listing: Listing = { files: [], links: 0, nested: [], truncated: false };
  const folders = [''];
  for (let at = 0; at < folders.length; at++) {
    const folder = folders[at] ?? '';
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
    if (folder !== '' && entries.some((entry) => entry.name === '.git')) {
      listing.nested.push(folder);
      continue;
    }
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isSymbolicLink()) listing.links++;
      else if (entry.isDirectory() && !LEFT_OUT.has(entry.name)) {
        if (folders.length < limits.folders) folders.push(path);
        else listing.truncated = true;
      } else if (entry.isFile()) {
        if (listing.files.length >= limits.files) return { ...listing, truncated: true };
        const bytes = (await lstat(join(root, path)).catch(() => undefined))?.size ?? 0;
        listing.files.push({ path, bytes });
      }
    }
  }
  return listing;
}
