import { constants, type Stats } from 'node:fs';
import { access, readFile, realpath, stat } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import type { NewDocument } from '#shared/contract/runs.ts';
import { fail, ok, type Result } from '#shared/faults.ts';
import { showPath } from './format.ts';

const LARGEST_BYTES = 10 * 1024 * 1024;
const MOST_DOCUMENTS = 50;
const MARKDOWN = new Set(['.md', '.markdown', '.mdx']);

/** Reads requirement documents, all or none: the fault names every one that cannot be taken, and why. */
export async function loadDocuments(paths: readonly string[], cwd: string): Promise<Result<NewDocument[]>> {
  if (paths.length > MOST_DOCUMENTS) {
    return fail(
      'invalid_input',
      `${paths.length} documents are too many: a run takes ${MOST_DOCUMENTS} at most.`,
    );
  }
  const documents: NewDocument[] = [];
  const complaints: string[] = [];
  const seen = new Set<string>();
  for (const path of paths) {
    const loaded = await load(resolve(cwd, path), seen);
    if (typeof loaded === 'string') complaints.push(`${showPath(resolve(cwd, path), cwd)}: ${loaded}`);
    else documents.push(loaded);
  }
  if (complaints.length === 0) return ok(documents);
  return fail('invalid_input', complaints.join('\n       '), { hint: 'Nothing was started.' });
}

/** The document, or what is wrong with it. */
async function load(path: string, seen: Set<string>): Promise<NewDocument | string> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error) return found.code === 'EACCES' ? 'may not be read' : 'there is no such file';
  const wrong = await unfit(path, found);
  if (wrong) return wrong;
  const real = await realpath(path);
  if (seen.has(real)) return 'is given twice';
  seen.add(real);
  const bytes = await readFile(path);
  const content = decode(bytes);
  if (content === undefined) return binaryKind(bytes);
  if (content.trim() === '') return 'is empty';
  const mediaType = MARKDOWN.has(extname(path).toLowerCase()) ? 'text/markdown' : 'text/plain';
  return { name: basename(path), mediaType, content, encoding: 'utf8' };
}

async function unfit(path: string, found: Stats): Promise<string | undefined> {
  if (found.isDirectory()) return 'is a folder; name the documents in it';
  if (!found.isFile()) return 'is not a plain file';
  if (found.size === 0) return 'is empty';
  if (found.size > LARGEST_BYTES) {
    const mib = (found.size / 1024 / 1024).toFixed(1);
    return `is too large with ${mib} MiB; ${LARGEST_BYTES / 1024 / 1024} MiB is the most, so split it`;
  }
  return access(path, constants.R_OK).then(
    () => undefined,
    () => 'may not be read',
  );
}

/** Text that turns back into the same bytes, or undefined for what is not UTF-8 text. */
function decode(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function binaryKind(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 4)).toString('latin1');
  if (head.startsWith('%PDF')) return 'is a PDF; save its text as Markdown or plain text first';
  if (head.startsWith('PK'))
    return 'is an archive or an office document; save it as Markdown or plain text first';
  if (head.startsWith('\xff\xfe') || head.startsWith('\xfe\xff')) return 'is UTF-16; save it as UTF-8 first';
  return 'is binary or not UTF-8; only Markdown and plain text are read';
}

/** A folder name drawn from a document's name. */
export function slugOf(documentName: string): string {
  const slug = basename(documentName, extname(documentName))
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
  if (slug === '') return 'project';
  return /^(con|prn|aux|nul|com\d|lpt\d)$/.test(slug) ? `${slug}-project` : slug;
}
