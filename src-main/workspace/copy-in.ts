import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import picomatch from 'picomatch';
import { FaultError, fault, type Result, unwrap } from '#shared/faults.ts';
import { pathProblem, resolveInside } from '../guard/jail.ts';
import { writeAtomic } from './atomic-file.ts';
import { listFiles } from './list-files.ts';
import { settle } from './settle.ts';

const LIMITS = { files: 200, fileBytes: 1024 * 1024, totalBytes: 10 * 1024 * 1024 };

/**
 * Copies the files of the user's folder that match a pattern and are not in the target yet, such as `.env`. Links are not
 * followed, and nothing is looked for below folders of packages and build output. Returns the paths copied.
 * Faults: `invalid_input` where the files are too many or too large, and then nothing is copied; `storage`.
 */
export function copyIn(root: string, target: string, patterns: readonly string[]): Promise<Result<string[]>> {
  return settle('copy files that git leaves out', async () => {
    if (patterns.length === 0) return [];
    const matches = picomatch([...patterns], { dot: true, strictSlashes: true });
    const { files } = await listFiles(root);
    const wanted: { path: string; bytes: number }[] = [];
    for (const file of files) {
      if (!matches(file.path) || pathProblem(file.path)) continue;
      if (!(await lstat(join(target, file.path)).catch(() => undefined))) wanted.push(file);
    }
    refuseTooMuch(wanted);
    for (const { path } of wanted) {
      const content = await readFile(unwrap(resolveInside(root, path)));
      await writeAtomic(unwrap(resolveInside(target, path)), content, 0o600);
    }
    return wanted.map(({ path }) => path);
  });
}

function refuseTooMuch(files: readonly { path: string; bytes: number }[]): void {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const large = files.find(({ bytes }) => bytes > LIMITS.fileBytes);
  if (!large && files.length <= LIMITS.files && total <= LIMITS.totalBytes) return;
  const what = large
    ? `${large.path} has ${large.bytes} bytes`
    : `they are ${files.length} files with ${total} bytes`;
  throw new FaultError(
    fault('invalid_input', `The copy patterns ask for too much: ${what}`, {
      hint: `Nothing was copied. Up to ${LIMITS.files} files of 1 MiB each and 10 MiB together are copied; narrow the patterns in the settings of the project.`,
    }),
  );
}
