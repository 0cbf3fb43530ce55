import type { Command } from '#shared/commands.ts';
import { ok, type Result } from '#shared/faults.ts';
import type { Document, Reading } from '#shared/model/document.ts';
import type { ReadingRoom, Study } from '../../ports/reader.ts';
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

/**
 * Reads a document, keeps its text and drafts the requirements in it. Of many, only the first are drafted; the rest is kept and
 * named, and the next call for the same document goes on there.
 */
export async function readDocument(
  document: Document,
  tools: IntakeTools,
  signal: AbortSignal,
): Promise<Result<Command[]>> {
  const { rest } = document;
  if (rest !== undefined && rest.length > 0) return draftMore(document.id, rest, tools);
  const study = await studyDocument(document, tools, signal);
  return study.ok ? draftFirst(document, study.value, tools) : study;
}

async function studyDocument(
  { sha256, name, mediaType }: Document,
  { blobs, room }: IntakeTools,
  signal: AbortSignal,
): Promise<Result<Study>> {
  const bytes = await blobs.get(sha256);
  return bytes.ok ? room.study({ bytes: bytes.value, name, mediaType }, signal) : bytes;
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
  const requirements = drafts[0] === undefined ? [] : draftsOf(drafts[0]);
  return ok([draft(document.id, requirements, rest, reading)]);
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
  requirements: Extract<Command, { type: 'intake.draft' }>['requirements'],
  rest: string[],
  reading?: Reading,
): Command {
  return {
    type: 'intake.draft',
    documentId,
    requirements,
    ...(rest.length === 0 ? {} : { rest }),
    ...(reading === undefined ? {} : { reading }),
  };
}
