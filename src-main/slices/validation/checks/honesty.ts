import { extname } from 'node:path/posix';
import type { Finding } from '#shared/model/check.ts';
import type { ChangedFile } from './check-context.ts';
import { isScript } from './file-kinds.ts';
import { goHonesty, pythonHonesty } from './honesty-grammar.ts';
import { scriptHonesty } from './honesty-script.ts';

/** Can the tests of this file fail? A test that cannot is worse than none: it is taken for evidence. */
export function honestyFindings(file: ChangedFile): Finding[] | Promise<Finding[]> {
  if (isScript(file.path)) return scriptHonesty(file);
  if (extname(file.path) === '.py') return pythonHonesty(file);
  return extname(file.path) === '.go' ? goHonesty(file) : [];
}
