import type { z } from 'zod';
import type { CommandOf } from '#shared/commands.ts';
import type { NewDocument } from '#shared/contract/runs.ts';
import { ok, type Result } from '#shared/faults.ts';
import { tellMediaType } from '#shared/media-type.ts';
import type { HostParts } from './parts.ts';

type Added = CommandOf<'intake.add'>;

/**
 * Keeps the bytes of documents as they were handed in and returns what adds them to a run. What cannot be read is kept as well: the
 * reading says why, and does not hold up the others. The same bytes count once, under the first name,
 * and replace the first earlier version that was named for them.
 */
export async function keepDocuments(
  given: readonly z.output<typeof NewDocument>[],
  scope: { projectId: string; runId: string },
  { blobs, newId }: Pick<HostParts, 'blobs' | 'newId'>,
): Promise<Result<Added[]>> {
  const added = new Map<string, Added>();
  for (const { name, content, encoding, mediaType: declared, replaces } of given) {
    const bytes = Buffer.from(content, encoding);
    const stored = await blobs.put(bytes);
    if (!stored.ok) return stored;
    const sha256 = stored.value;
    const same = added.get(sha256);
    if (same !== undefined) {
      same.notes = [
        ...(same.notes ?? []),
        `It was handed in twice, here also as "${name}", and is read once.`,
      ];
      if (replaces !== undefined) same.replaces ??= replaces;
      continue;
    }
    const told = tellMediaType(name, bytes, declared);
    added.set(sha256, {
      type: 'intake.add',
      documentId: newId('document'),
      ...scope,
      name,
      mediaType: 'unreadable' in told ? (declared ?? 'text/plain') : told.mediaType,
      bytes: bytes.byteLength,
      sha256,
      ...(replaces === undefined ? {} : { replaces }),
    });
  }
  return ok([...added.values()]);
}
