import { implement } from '@orpc/server';
import { contract } from '#shared/contract/index.ts';
import { fail, type Result } from '#shared/faults.ts';
import type { Document } from '#shared/model/document.ts';
import { answer, found } from '../api-faults.ts';
import type { HostParts } from '../parts.ts';

export function documentCalls({ read, blobs }: HostParts) {
  const os = implement(contract.documents);
  return {
    list: os.list.handler(({ input }) =>
      read.intake.documentsOf(found(read.runs.get(input.runId), 'run', input.runId).id),
    ),
    text: os.text.handler(async ({ input }) => {
      const document = found(read.intake.document(input.documentId), 'document', input.documentId);
      const { reading } = document;
      if (reading === undefined) return answer(withoutText(document));
      const kept = answer(await blobs.get(reading.sha256));
      return { document, format: reading.format, text: kept.toString('utf8') };
    }),
  };
}

function withoutText({ name, state, fault }: Document): Result<never> {
  if (fault !== undefined) return { ok: false, fault };
  return state === 'read'
    ? fail('not_found', `The text of "${name}" was not kept: an earlier version of Orchestrator read it.`, {
        hint: 'The original is kept. Hand it in again to see its text.',
      })
    : fail('conflict', `"${name}" was not read yet.`, { hint: 'Ask again when the run has gone on.' });
}
