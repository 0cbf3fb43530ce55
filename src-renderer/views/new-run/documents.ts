import type { NewDocument } from '#shared/contract/runs.ts';
import { DOCUMENT_EXTENSIONS, mediaTypeOfName, tellMediaType } from '#shared/media-type.ts';
import { DOCUMENT_LIMIT_BYTES } from '#shared/model/document.ts';

export type Draft = NewDocument & { bytes: number };

/** For file choosers: the extensions of what can be read. */
export const ACCEPTED = DOCUMENT_EXTENSIONS.join(',');
const EXTENSION = /\.[^.]*$/;

export function isDocument(file: Pick<File, 'name'>): boolean {
  return mediaTypeOfName(file.name) !== undefined;
}

/** Reads chosen files; what cannot be used is named, not dropped in silence. */
export async function readFiles(files: readonly File[]): Promise<{ documents: Draft[]; problems: string[] }> {
  const documents: Draft[] = [];
  const problems: string[] = [];
  for (const file of files) {
    const problem = await readOne(file, documents);
    if (problem !== undefined) problems.push(`${file.name} was left out: ${problem}`);
  }
  return { documents, problems };
}

async function readOne(file: File, documents: Draft[]): Promise<string | undefined> {
  if (!isDocument(file)) return `only ${DOCUMENT_EXTENSIONS.join(', ')} files can be read.`;
  if (file.size > DOCUMENT_LIMIT_BYTES)
    return `it is larger than ${DOCUMENT_LIMIT_BYTES / 1024 / 1024} MB. Split it, or leave out its pictures.`;
  if (file.size === 0) return 'it is empty.';
  const bytes = new Uint8Array(await file.arrayBuffer());
  const told = tellMediaType(file.name, bytes);
  if ('unreadable' in told) return `it ${told.unreadable}.`;
  documents.push({ name: file.name, ...encoded(bytes), bytes: file.size });
  return undefined;
}

/** Text as it is; anything else, and text in another encoding, byte for byte. */
function encoded(bytes: Uint8Array): Pick<Draft, 'content' | 'encoding'> {
  try {
    const content = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    if (!content.includes('\0')) return { content };
  } catch {
    // not UTF-8: the host tells what it is
  }
  return { content: base64(bytes), encoding: 'base64' };
}

const AT_ONCE = 0x8000;

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += AT_ONCE)
    binary += String.fromCharCode(...bytes.subarray(at, at + AT_ONCE));
  return btoa(binary);
}

/** What a document calls itself: its first heading, else its file name. */
export function titleOf({ name, content, encoding }: Pick<Draft, 'name' | 'content' | 'encoding'>): string {
  const heading = encoding === 'base64' ? undefined : /^\s{0,3}#{1,6}\s+(.+?)\s*#*\s*$/m.exec(content)?.[1];
  return (heading ?? name.replace(EXTENSION, '')).slice(0, 120);
}

/** Pasted text as a document, named by its first heading. */
export function pastedDocument(text: string): Draft {
  const slug = titleOf({ name: 'pasted', content: text })
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return { name: `${slug === '' ? 'pasted' : slug}.md`, content: text, bytes: new Blob([text]).size };
}
