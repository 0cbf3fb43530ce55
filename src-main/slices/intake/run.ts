import type { Command } from '#shared/commands.ts';
import { fail, ok, type Result } from '#shared/faults.ts';
import type { Document } from '#shared/model/document.ts';
import type { Requirement, RequirementDraft } from '#shared/model/requirement.ts';
import type { Reader } from '../../ports/reader.ts';
import type { Blobs } from '../../store/blobs.ts';
import { extractRequirements } from './extract/extract.ts';
import { matchVersions } from './match/match.ts';

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

/** A document to be read, with the version before it where there is one. */
export type ReadInput = Document & { before?: { documentId: string; requirements: readonly Requirement[] } };

/** Reads a document and drafts the requirements in it. */
export async function readDocument(document: ReadInput, tools: IntakeTools): Promise<Result<Command[]>> {
  const text = await readText(document, tools);
  if (!text.ok) return text;
  const requirements = extractRequirements({
    text: text.value,
    mediaType: document.mediaType,
    firstNumber: 1,
  });
  const earlier = document.before && { earlier: await earlierKeys(document.before, requirements) };
  return ok([{ type: 'intake.draft', documentId: document.id, requirements, ...earlier }]);
}

async function earlierKeys(
  { documentId, requirements }: NonNullable<ReadInput['before']>,
  now: readonly RequirementDraft[],
): Promise<{ documentId: string; keys: (string | null)[] }> {
  const keys = (await matchVersions(requirements, now)).map((at) =>
    at === undefined ? null : (requirements[at]?.key ?? null),
  );
  return { documentId, keys };
}
