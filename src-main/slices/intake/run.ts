import type { Command } from '#shared/commands.ts';
import { fail, ok, type Result } from '#shared/faults.ts';
import type { Document } from '#shared/model/document.ts';
import type { Reader } from '../../ports/reader.ts';
import type { Blobs } from '../../store/blobs.ts';
import { extractRequirements } from './extract/extract.ts';

export type IntakeTools = { blobs: Blobs; readers: readonly Reader[] };

/** The text of a stored document. */
export async function readText(document: Document, { blobs, readers }: IntakeTools): Promise<Result<string>> {
  const reader = readers.find((candidate) => candidate.accepts(document.mediaType));
  if (!reader)
    return fail('invalid_input', `${document.name}: documents of type ${document.mediaType} cannot be read.`);
  const bytes = await blobs.get(document.sha256);
  if (!bytes.ok) return bytes;
  const read = await reader.read(bytes.value, document.name);
  return read.ok ? ok(read.value.text) : read;
}

/** Reads a document and drafts the requirements in it. */
export async function readDocument(document: Document, tools: IntakeTools): Promise<Result<Command[]>> {
  const text = await readText(document, tools);
  if (!text.ok) return text;
  const requirements = extractRequirements({
    text: text.value,
    mediaType: document.mediaType,
    firstNumber: 1,
  });
  return ok([{ type: 'intake.draft', documentId: document.id, requirements }]);
}
