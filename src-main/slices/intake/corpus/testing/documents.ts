import { readdirSync, readFileSync } from 'node:fs';
import { unwrap } from '#shared/faults.ts';
import { tellMediaType } from '#shared/media-type.ts';
import type { TextFormat } from '#shared/model/document.ts';
import { createDocxReader } from '../../../../adapters/readers/docx.ts';
import { createHtmlReader } from '../../../../adapters/readers/html.ts';
import { createPdfReader } from '../../../../adapters/readers/pdf.ts';
import { createTextReader } from '../../../../adapters/readers/text.ts';
import { printPdf, writeWord } from './printed.ts';

const DOCUMENTS = new URL('../documents/', import.meta.url);
const READERS = [
  createTextReader('text/markdown'),
  createTextReader('text/plain'),
  createHtmlReader(),
  createPdfReader(),
  createDocxReader(),
];
const PRINTED = '.print';

/** The names of all documents; those that are described in a `.print` file are PDF and Word once they are printed. */
export function documentNames(): string[] {
  return readdirSync(DOCUMENTS).map((file) => file.replace(PRINTED, ''));
}

/** A document as the program reads it: its bytes through the reader that takes its type. */
export async function readCorpusDocument(name: string): Promise<{ text: string; format: TextFormat }> {
  const bytes = await bytesOf(name);
  const told = tellMediaType(name, bytes);
  if ('unreadable' in told) throw new Error(`${name} ${told.unreadable}`);
  const reader = READERS.find((each) => each.accepts(told.mediaType));
  if (reader === undefined) throw new Error(`Nobody reads ${told.mediaType}.`);
  return unwrap(await reader.read(bytes, name));
}

async function bytesOf(name: string): Promise<Uint8Array> {
  if (!/\.(?:pdf|docx)$/.test(name)) return new Uint8Array(readFileSync(new URL(name, DOCUMENTS)));
  const description = readFileSync(new URL(`${name}${PRINTED}`, DOCUMENTS), 'utf8');
  return name.endsWith('.pdf') ? printPdf(description) : writeWord(description);
}
