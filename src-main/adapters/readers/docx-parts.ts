import { strToU8, zipSync } from 'fflate';
import { ok, type Result } from '#shared/faults.ts';
import { isEncryptedOffice } from '#shared/media-type.ts';
import { refusal } from './refusal.ts';
import { readZipDirectory, unpack, type ZipEntry } from './zip-entries.ts';

/** What the words of a document are made of. Pictures, fonts, macros and embedded files are never unpacked. */
const NEEDED =
  /^(?:\[Content_Types\]\.xml|_rels\/\.rels|word\/(?:document\d*|styles|numbering)\.xml|word\/_rels\/document\d*\.xml\.rels)$/;
const MOST_ENTRIES = 10_000;
/** What all needed parts may unpack to; the words of 5,000 pages take about this much. */
export const UNPACKED_LIMIT_BYTES = 64 * 1024 * 1024;
/** Text that unpacks to more than this many times its size is no text; XML of real documents reaches 60. */
const HIGHEST_RATIO = 300;
const RATIO_COUNTS_FROM_BYTES = 1024 * 1024;

/**
 * The parts of a Word document that hold its words, checked and packed anew, so that what reads them sees nothing else. Sizes
 * are checked in the directory before anything is unpacked, and again while it is.
 */
export function checkedParts(bytes: Buffer, name: string): Result<Buffer> {
  if (isEncryptedOffice(bytes)) return protectedByPassword(name);
  const entries = readZipDirectory(bytes);
  if (entries === undefined) return broken(name, 'its archive has no whole directory');
  if (entries.length > MOST_ENTRIES) return bomb(name, `it has ${entries.length} parts`);
  const needed = entries.filter((entry) => NEEDED.test(entry.name));
  if (needed.some((entry) => entry.encrypted)) return protectedByPassword(name);
  if (!needed.some((entry) => entry.name.startsWith('word/document')))
    return broken(name, 'it has no main part');
  const declared = suspicious(needed);
  if (declared !== undefined) return bomb(name, declared);
  const parts: Record<string, Uint8Array> = {};
  let left = UNPACKED_LIMIT_BYTES;
  for (const entry of needed) {
    const limit = Math.min(left, Math.max(RATIO_COUNTS_FROM_BYTES, entry.packed * HIGHEST_RATIO));
    const content = unpack(bytes, entry, limit);
    if (content === 'larger') return bomb(name, `"${entry.name}" unpacks to more than it may`);
    if (content === 'broken') return broken(name, `"${entry.name}" cannot be unpacked`);
    if (content.includes('<!DOCTYPE') || content.includes('<!ENTITY'))
      return bomb(name, `"${entry.name}" defines entities, which Word documents never do`);
    left -= content.length;
    parts[entry.name] = content;
  }
  parts['word/_rels/document.xml.rels'] ??= strToU8(NO_RELATIONS);
  return ok(Buffer.from(zipSync(parts, { level: 0 })));
}

const NO_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>';

function suspicious(entries: readonly ZipEntry[]): string | undefined {
  const names = new Set(entries.map((entry) => entry.name));
  if (names.size < entries.length) return 'parts of it are there twice';
  const total = entries.reduce((sum, entry) => sum + entry.unpacked, 0);
  if (total > UNPACKED_LIMIT_BYTES) return `its text would unpack to ${Math.round(total / 1024 / 1024)} MB`;
  const dense = entries.find(
    (entry) => entry.unpacked > RATIO_COUNTS_FROM_BYTES && entry.unpacked > entry.packed * HIGHEST_RATIO,
  );
  return (
    dense && `"${dense.name}" would unpack to ${Math.round(dense.unpacked / dense.packed)} times its size`
  );
}

function protectedByPassword(name: string): Result<never> {
  return refusal(
    `"${name}" is protected by a password.`,
    'Open it in Word, remove the password (File, Info, Protect Document), save it, then add it again.',
  );
}

export function broken(name: string, why: string, cause?: unknown): Result<never> {
  return refusal(
    `"${name}" is a broken Word document: ${why}.`,
    'Open it in Word or LibreOffice, save it as .docx again, then add it again.',
    cause,
  );
}

function bomb(name: string, why: string): Result<never> {
  return refusal(
    `"${name}" is not read, because it is built like an attack on its reader: ${why}.`,
    'If you trust it, open it in Word or LibreOffice and save its text as a new document, then add that.',
  );
}
