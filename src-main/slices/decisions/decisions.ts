import type { Question } from '#shared/commands.ts';
import type { Event } from '#shared/events.ts';
import { fail, ok } from '#shared/faults.ts';
import type { Decision } from '#shared/model/decision.ts';
import type { Policy } from '#shared/model/project.ts';
import type { Appliers, Deciders } from '../../engine/slice.ts';
import type { Db } from '../../store/database.ts';
import { createDecisionRows, type DecisionRows } from './rows.ts';

type DecisionCommands =
  | 'decisions.ask'
  | 'decisions.answer'
  | 'decisions.restate'
  | 'decisions.expire'
  | 'decisions.withdraw';

export function createDecisions(db: Db): {
  rows: DecisionRows;
  decide: Deciders<DecisionCommands>;
  apply: Appliers;
} {
  const rows = createDecisionRows(db);
  return {
    rows,
    decide: decideDecisions(rows),
    apply: {
      'decision.asked': ({ decision, holds }) => rows.insert(decision, holds),
      'decision.answered': ({ decisionId, answer }) => rows.close(decisionId, 'answered', answer),
      'decision.expired': ({ decisionId, answer }) => rows.close(decisionId, 'expired', answer),
      'decision.restated': ({ decisionId, title, context }) => rows.setWords(decisionId, title, context),
      'decision.withdrawn': ({ decisionId }) => rows.close(decisionId, 'withdrawn', undefined),
    },
  };
}

/** Whether policy answers for the person. What is of high risk always waits for a person. */
export function answersByItself(policy: Policy, risk: Question['risk']): boolean {
  if (policy === 'autonomous') return risk !== 'high';
  return policy === 'supervised' && risk === 'low';
}

function decideDecisions(rows: DecisionRows): Deciders<DecisionCommands> {
  return {
    'decisions.ask'({ question, policy }, { now, newId }) {
      const { holds, deadlineMs, ...asked } = question;
      const decision: Decision = {
        ...asked,
        id: newId('decision'),
        state: 'open',
        askedAt: now,
        ...(deadlineMs === undefined ? {} : { deadlineAt: now + deadlineMs }),
      };
      const events: Event[] = [{ type: 'decision.asked', decision, holds }];
      if (answersByItself(policy, question.risk)) {
        const answer = { optionId: question.defaultOption, by: `policy:${policy}`, at: now };
        events.push({ type: 'decision.answered', decisionId: decision.id, runId: question.runId, answer });
      }
      return ok(events);
    },
    'decisions.answer'({ decisionId, optionId, note, files, by }, { now }) {
      const decision = rows.decision(decisionId);
      if (!decision) return fail('not_found', `There is no decision ${decisionId}.`);
      if (decision.state !== 'open') {
        return fail('conflict', `"${decision.title}" is already ${decision.state}.`, {
          hint: 'Nothing was changed.',
        });
      }
      if (!decision.options.some((option) => option.id === optionId)) {
        const choices = decision.options.map((option) => option.id).join(', ');
        return fail('invalid_input', `"${optionId}" is not an option of "${decision.title}".`, {
          hint: `Choose one of: ${choices}.`,
        });
      }
      const answer = { optionId, by, at: now, ...(note ? { note } : {}), ...(files ? { files } : {}) };
      return ok([{ type: 'decision.answered', decisionId, runId: decision.runId, answer }]);
    },
    'decisions.restate'({ decisionId, title, context }) {
      const decision = rows.decision(decisionId);
      if (decision?.state !== 'open') return ok([]);
      return ok([{ type: 'decision.restated', decisionId, runId: decision.runId, title, context }]);
    },
    'decisions.expire'({ decisionId }, { now }) {
      const decision = rows.decision(decisionId);
      if (decision?.state !== 'open') return ok([]);
      const answer = { optionId: decision.defaultOption, by: 'policy:deadline', at: now };
      return ok([{ type: 'decision.expired', decisionId, runId: decision.runId, answer }]);
    },
    'decisions.withdraw': ({ runId, taskId, reason }) =>
      ok(
        rows
          .openDecisions(runId)
          .filter((open) => taskId === undefined || open.taskId === taskId)
          .map(({ id }) => ({ type: 'decision.withdrawn', decisionId: id, runId, reason })),
      ),
  };
}
