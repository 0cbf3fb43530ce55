import { implement } from '@orpc/server';
import { contract } from '#shared/contract/index.ts';
import { answer, found } from '../api-faults.ts';
import type { HostParts } from '../parts.ts';
import { conflictOf, settleFiles } from './conflict-calls.ts';

export function decisionCalls(parts: HostParts) {
  const { engine, read } = parts;
  const decisions = implement(contract.decisions);
  const signals = implement(contract.signals);
  return {
    decisions: {
      list: decisions.list.handler(({ input: { runId, open } }) =>
        read.decisions.decisions({
          ...(runId === undefined ? {} : { runId }),
          ...(open === undefined ? {} : { open }),
        }),
      ),
      answer: decisions.answer.handler(({ input: { decisionId, optionId, note } }) => {
        const said = {
          type: 'decisions.answer',
          decisionId,
          optionId,
          by: 'person',
          ...(note ? { note } : {}),
        } as const;
        answer(engine.dispatch([said], { by: 'person' }));
        return found(read.decisions.decision(decisionId), 'decision', decisionId);
      }),
      conflict: decisions.conflict.handler(async ({ input: { decisionId } }) =>
        answer(await conflictOf(parts, decisionId)),
      ),
      resolve: decisions.resolve.handler(async ({ input: { decisionId, files, note } }) => {
        const settled = answer(await settleFiles(parts, decisionId, files));
        const said = {
          type: 'decisions.answer',
          decisionId,
          optionId: 'again',
          by: 'person',
          files: settled,
          ...(note ? { note } : {}),
        } as const;
        answer(engine.dispatch([said], { by: 'person' }));
        return found(read.decisions.decision(decisionId), 'decision', decisionId);
      }),
    },
    signals: {
      list: signals.list.handler(({ input: { runId, limit } }) => read.signals.signals(runId, limit)),
    },
  };
}
