import { DOCX, type MediaType } from './model/document.ts';

/** What a document is, told from its name and its content. Where they differ the content wins, and `note` says so. */
export type Told = { mediaType: MediaType; note?: string } | { unreadable: string };

const BY_EXTENSION: Readonly<Record<string, MediaType>> = {
  md: 'text/markdown',
  markdown: 'text/markdown',
  mdx: 'text/markdown',
  txt: 'text/plain',
  text: 'text/plain',
  feature: 'text/plain',
  yaml: 'text/plain',
  yml: 'text/plain',
  json: 'text/plain',
  html: 'text/html',
  htm: 'text/html',
  xhtml: 'text/html',
  pdf: 'application/pdf',
  docx: DOCX,
};

const CALLED: Readonly<Record<MediaType, string>> = {
  'text/markdown': 'Markdown',
  'text/plain': 'plain text',
  'text/html': 'an HTML page',
  'application/pdf': 'a PDF',
  [DOCX]: 'a Word document',
};

/** File name extensions of documents that can be read, each with its dot. */
export const DOCUMENT_EXTENSIONS: readonly string[] = Object.keys(BY_EXTENSION).map((name) => `.${name}`);

/** The first bytes of files that are no documents, as Latin-1. */
const FOREIGN: readonly (readonly [string, string])[] = [
  ['{\\rtf', 'is an RTF document'],
  ['\x89PNG', 'is a picture (PNG)'],
  ['\xff\xd8\xff', 'is a picture (JPEG)'],
  ['GIF8', 'is a picture (GIF)'],
  ['II*\0', 'is a picture (TIFF)'],
  ['MM\0*', 'is a picture (TIFF)'],
  ['\x1f\x8b', 'is a gzip archive'],
  ['7z\xbc\xaf', 'is a 7-Zip archive'],
  ['Rar!', 'is a RAR archive'],
  ['%!PS', 'is a PostScript file'],
  ['\x7fELF', 'is a program'],
  ['SQLite format 3', 'is a database'],
];
const ZIPPED: readonly (readonly [string, string])[] = [
  ['xl/workbook', 'is an Excel workbook'],
  ['ppt/presentation', 'is a PowerPoint presentation'],
  ['opendocument', 'is an OpenDocument file'],
  ['application/epub', 'is an EPUB book'],
];
/** Where the parts of an archive are listed. */
const TAIL_BYTES = 64 * 1024;
/** A PDF may have something before its header, within this distance (ISO 32000-1, Annex H). */
const HEAD_BYTES = 1024;

/** The type that a name promises; undefined where it promises nothing that can be read. */
export function mediaTypeOfName(name: string): MediaType | undefined {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? undefined : BY_EXTENSION[name.slice(dot + 1).toLowerCase()];
}

/** `declared` counts like a name. What has no telling name and no telling content is plain text. */
export function tellMediaType(name: string, bytes: Uint8Array, declared?: MediaType): Told {
  const named = declared ?? mediaTypeOfName(name);
  const found = byContent(bytes, named);
  if (found !== undefined && 'unreadable' in found) return found;
  if (found === undefined) {
    const promised = named ?? 'text/plain';
    if (promised === 'application/pdf' || promised === DOCX)
      return { unreadable: `is named like ${CALLED[promised]}, but its content is something else` };
    return { mediaType: promised };
  }
  const { mediaType } = found;
  if (named === undefined || named === mediaType) return { mediaType };
  return {
    mediaType,
    note: `It is named like ${CALLED[named]}; its content is ${CALLED[mediaType]}, and it was read as that.`,
  };
}

function byContent(bytes: Uint8Array, named: MediaType | undefined): Told | undefined {
  const head = latin1(bytes, 0, HEAD_BYTES);
  if (head.includes('%PDF-') && (head.startsWith('%PDF-') || named === 'application/pdf'))
    return { mediaType: 'application/pdf' };
  if (head.startsWith('PK\x03\x04')) return inArchive(bytes, named);
  if (head.startsWith('\xd0\xcf\x11\xe0')) return inCompound(bytes);
  const foreign = FOREIGN.find(([start]) => head.startsWith(start));
  if (foreign !== undefined) return { unreadable: foreign[1] };
  return /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!doctype html|<html)\b/i.test(head)
    ? { mediaType: 'text/html' }
    : undefined;
}

function inArchive(bytes: Uint8Array, named: MediaType | undefined): Told {
  const listed = latin1(bytes, 0, HEAD_BYTES) + latin1(bytes, bytes.length - TAIL_BYTES, bytes.length);
  if (listed.includes('word/document')) return { mediaType: DOCX };
  const other = ZIPPED.find(([part]) => listed.includes(part));
  if (other !== undefined) return { unreadable: other[1] };
  return named === DOCX ? { mediaType: DOCX } : { unreadable: 'is an archive' };
}

/** Office keeps its old formats, and what is protected by a password, in a compound file (MS-CFB, names in UTF-16). */
function inCompound(bytes: Uint8Array): Told {
  if (containsUtf16(bytes, 'EncryptedPackage')) return { mediaType: DOCX };
  return {
    unreadable: containsUtf16(bytes, 'WordDocument')
      ? 'is a Word document in the old format (.doc)'
      : 'is an Office file in an old format',
  };
}

/** Whether an Office file is protected by a password: its content is encrypted as a whole (MS-OFFCRYPTO). */
export function isEncryptedOffice(bytes: Uint8Array): boolean {
  return latin1(bytes, 0, 4) === '\xd0\xcf\x11\xe0' && containsUtf16(bytes, 'EncryptedPackage');
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (const byte of bytes.subarray(Math.max(0, from), Math.max(0, to))) text += String.fromCharCode(byte);
  return text;
}

function containsUtf16(bytes: Uint8Array, word: string): boolean {
  const codes = [...word].flatMap((char) => [char.charCodeAt(0), 0]);
  for (let at = bytes.indexOf(codes[0] ?? 0); at >= 0; at = bytes.indexOf(codes[0] ?? 0, at + 1)) {
    if (codes.every((code, offset) => bytes[at + offset] === code)) return true;
  }
  return false;
}
