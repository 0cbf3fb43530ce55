import { ok, type Result } from '#shared/faults.ts';
import { tellMediaType } from '#shared/media-type.ts';
import { DOCUMENT_LIMIT_BYTES } from '#shared/model/document.ts';
import { createDocxReader } from '../adapters/readers/docx.ts';
import { createHtmlReader } from '../adapters/readers/html.ts';
import { createPdfReader } from '../adapters/readers/pdf.ts';
import { refusal } from '../adapters/readers/refusal.ts';
import { createTextReader } from '../adapters/readers/text.ts';
import type { DocumentFile, Study } from '../ports/reader.ts';
import { studyText } from '../slices/intake/study.ts';

const READERS = [
  createTextReader('text/markdown'),
  createTextReader('text/plain'),
  createHtmlReader(),
  createPdfReader(),
  createDocxReader(),
];

/** What a thread of the reading room does with one document. Its content decides which reader takes it. */
export async function study({ bytes, name, mediaType, before }: DocumentFile): Promise<Result<Study>> {
  if (bytes.length > DOCUMENT_LIMIT_BYTES) return tooLarge(bytes.length, name);
  const told = tellMediaType(name, bytes, mediaType);
  const reader = 'unreadable' in told ? undefined : READERS.find((one) => one.accepts(told.mediaType));
  if ('unreadable' in told || reader === undefined) {
    const what = 'unreadable' in told ? told.unreadable : 'is of a type that nothing here reads';
    return refusal(
      `"${name}" ${what}.`,
      'Save it as Markdown, text, HTML, PDF or Word (.docx), then add it again.',
    );
  }
  const read = await reader.read(bytes, name);
  if (!read.ok) return read;
  const notes = told.note === undefined ? read.value.notes : [told.note, ...read.value.notes];
  return ok(studyText({ ...read.value, notes }, before));
}

function tooLarge(bytes: number, name: string): Result<never> {
  const [size, limit] = [bytes, DOCUMENT_LIMIT_BYTES].map((each) => (each / 1024 / 1024).toFixed(0));
  return refusal(
    `"${name}" is ${size} MB; documents may have up to ${limit} MB.`,
    'Split it, or leave out its pictures, then add it again.',
  );
}
