import type { Command } from '#shared/commands.ts';
import { ok, type Result } from '#shared/faults.ts';
import type { Document, Reading } from '#shared/model/document.ts';
import type { EarlierVersion, ReadingRoom, Study } from '../../ports/reader.ts';
import type { Blobs } from '../../store/blobs.ts';
import { draftsOf } from './study.ts';

export type IntakeTools = { blobs: Blobs; room: ReadingRoom };

/** The text of a stored document that source ranges point into: as it was kept, or read again where it never was. */
export async function readText(
  document: Document,
  { blobs, room }: IntakeTools,
  signal: AbortSignal,
): Promise<Result<string>> {
  if (document.reading !== undefined) {
    const kept = await blobs.get(document.reading.sha256);
    return kept.ok ? ok(kept.value.toString('utf8')) : kept;
  }
  const study = await studyDocument(document, { blobs, room }, signal);
  return study.ok ? ok(new TextDecoder().decode(study.value.text)) : study;
}

/** A document to be read, with the version before it where there is one. */
export type ReadInput = Document & { before?: EarlierVersion };

/**
 * Reads a document, keeps its text and drafts the requirements in it, with the keys of the version before. Of many, only the first are drafted; the rest is kept and
 * named, and the next call for the same document goes on there.
 */
export async function readDocument(
  document: ReadInput,
  tools: IntakeTools,
  signal: AbortSignal,
): Promise<Result<Command[]>> {
  const { rest } = document;
  if (rest !== undefined && rest.length > 0) return draftMore(document.id, rest, tools);
  const study = await studyDocument(document, tools, signal);
  return study.ok ? draftFirst(document, study.value, tools) : study;
}

async function studyDocument(
  { sha256, name, mediaType, before }: ReadInput,
  { blobs, room }: IntakeTools,
  signal: AbortSignal,
): Promise<Result<Study>> {
  const bytes = await blobs.get(sha256);
  if (!bytes.ok) return bytes;
  const file = { bytes: bytes.value, name, mediaType, ...(before === undefined ? {} : { before }) };
  return room.study(file, signal);
}

async function draftFirst(
  document: Document,
  study: Study,
  { blobs }: IntakeTools,
): Promise<Result<Command[]>> {
  const { format, pages, notes, drafts } = study;
  const text = await blobs.put(study.text);
  if (!text.ok) return text;
  const reading: Reading = { sha256: text.value, format, ...(pages === undefined ? {} : { pages }), notes };
  const rest: string[] = [];
  for (const piece of drafts.slice(1)) {
    const kept = await blobs.put(piece);
    if (!kept.ok) return kept;
    rest.push(kept.value);
  }
  const piece = drafts[0] === undefined ? { requirements: [] } : draftsOf(drafts[0]);
  return ok([draft(document.id, piece, rest, reading)]);
}

async function draftMore(
  documentId: string,
  rest: readonly string[],
  { blobs }: IntakeTools,
): Promise<Result<Command[]>> {
  const [next = '', ...others] = rest;
  const piece = await blobs.get(next);
  return piece.ok ? ok([draft(documentId, draftsOf(piece.value), others)]) : piece;
}

function draft(
  documentId: string,
  piece: ReturnType<typeof draftsOf>,
  rest: string[],
  reading?: Reading,
): Command {
  return {
    type: 'intake.draft',
    documentId,
    ...piece,
    ...(rest.length === 0 ? {} : { rest }),
    ...(reading === undefined ? {} : { reading }),
  };
}
