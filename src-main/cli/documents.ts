import { constants, type Stats } from 'node:fs';
import { access, readFile, realpath, stat } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import type { NewDocument } from '#shared/contract/runs.ts';
import { fail, ok, type Result } from '#shared/faults.ts';
import { tellMediaType } from '#shared/media-type.ts';
import { DOCUMENT_LIMIT_BYTES } from '#shared/model/document.ts';
import { BODY_LIMIT_BYTES } from '../servers/http-api.ts';
import { showPath } from './format.ts';

/** What a call adds around its documents, with room to spare. */
const ENVELOPE_BYTES = 64 * 1024;
const MOST_DOCUMENTS = 50;
const SAMPLE_BYTES = 64 * 1024;

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

/** Whether documents may be handed to a host in another process, which takes only so much in one call. */
export function sendable(documents: readonly NewDocument[]): Result<undefined> {
  const bytes = Buffer.byteLength(JSON.stringify(documents));
  if (bytes + ENVELOPE_BYTES <= BODY_LIMIT_BYTES) return ok(undefined);
  const [size, limit] = [bytes, BODY_LIMIT_BYTES].map((each) => (each / 1024 / 1024).toFixed(1));
  return fail(
    'invalid_input',
    `The documents are ${size} MiB as they are sent; a running host takes ${limit} MiB at once.`,
    { hint: 'Nothing was started. Stop the host and run them again, or hand them in with several runs.' },
  );
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
  const told = tellMediaType(path, bytes);
  if ('unreadable' in told) return `${told.unreadable}; save it as Markdown, text, HTML, PDF or Word (.docx)`;
  const { mediaType } = told;
  const name = basename(path);
  const text = mediaType.startsWith('text/') ? decode(bytes) : undefined;
  if (mediaType.startsWith('text/') && looksBinary(bytes))
    return 'is binary; save it as Markdown, text, HTML, PDF or Word (.docx)';
  if (text === undefined) return { name, mediaType, content: bytes.toString('base64'), encoding: 'base64' };
  return text.trim() === '' ? 'is empty' : { name, mediaType, content: text, encoding: 'utf8' };
}

async function unfit(path: string, found: Stats): Promise<string | undefined> {
  if (found.isDirectory()) return 'is a folder; name the documents in it';
  if (!found.isFile()) return 'is not a plain file';
  if (found.size === 0) return 'is empty';
  if (found.size > DOCUMENT_LIMIT_BYTES) {
    const mib = (found.size / 1024 / 1024).toFixed(1);
    return `is too large with ${mib} MiB; ${DOCUMENT_LIMIT_BYTES / 1024 / 1024} MiB is the most, so split it`;
  }
  return access(path, constants.R_OK).then(
    () => undefined,
    () => 'may not be read',
  );
}

/** Whether bytes hold zeros as no text does: in UTF-16 and UTF-32 they are many, elsewhere there is none. */
function looksBinary(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const zeros = sample.reduce((sum, byte) => sum + (byte === 0 ? 1 : 0), 0);
  if (bytes.length % 2 === 1 && zeros > 0) return true;
  const marked = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return zeros > 0 && !marked && zeros < sample.length * 0.2;
}

/** UTF-8 with its byte order mark, so that it turns back into the same bytes; undefined for anything else. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
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
