import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '#shared/faults.ts';
import { sha256 } from './files.ts';
import { settle } from './settle.ts';

/** A file that every workspace begins with. */
export type TemplateFile = { path: string; content: Buffer; executable: boolean };

/** Path to hash of the files that a workspace begins with. Faults: `storage`. */
export function templateHashes(templateDir: string): Promise<Result<Map<string, string>>> {
  return settle('read the workspace template', async () => {
    const files = await readTemplate(templateDir, '');
    return new Map(files.map(({ path, content }) => [path, sha256(content)]));
  });
}

/** The files below a folder of the template. */
export async function readTemplate(templateDir: string, folder: string): Promise<TemplateFile[]> {
  const files: TemplateFile[] = [];
  for (const entry of await readdir(join(templateDir, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) files.push(...(await readTemplate(templateDir, path)));
    else if (entry.isFile()) {
      const file = join(templateDir, path);
      const executable = ((await stat(file)).mode & 0o100) !== 0;
      files.push({ path, content: await readFile(file), executable });
    }
  }
  return files;
}
