import { implement } from '@orpc/server';
import { contract } from '#shared/contract/index.ts';
import { answer, found } from '../api-faults.ts';
import type { HostParts } from '../parts.ts';

export function decisionCalls({ engine, read }: HostParts) {
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
    },
    signals: {
      list: signals.list.handler(({ input: { runId, limit } }) => read.signals.signals(runId, limit)),
    },
  };
}
