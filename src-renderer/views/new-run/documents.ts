import type { NewDocument } from '#shared/contract/runs.ts';

export type Draft = NewDocument & { bytes: number };

const ACCEPTED = /\.(md|markdown|txt)$/i;
const LIMIT_BYTES = 10_000_000;

export function isDocument(file: Pick<File, 'name'>): boolean {
  return ACCEPTED.test(file.name);
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
  if (!isDocument(file)) return 'only .md and .txt files can be read.';
  if (file.size > LIMIT_BYTES) return 'it is larger than 10 MB.';
  if (file.size === 0) return 'it is empty.';
  try {
    const content = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
    documents.push({ name: file.name, content, bytes: file.size });
    return undefined;
  } catch {
    return 'it is not UTF-8 text. Save it as UTF-8 and add it again.';
  }
}

/** What a document calls itself: its first heading, else its file name. */
export function titleOf({ name, content }: Pick<Draft, 'name' | 'content'>): string {
  const heading = /^\s{0,3}#{1,6}\s+(.+?)\s*#*\s*$/m.exec(content)?.[1];
  return (heading ?? name.replace(ACCEPTED, '')).slice(0, 120);
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
