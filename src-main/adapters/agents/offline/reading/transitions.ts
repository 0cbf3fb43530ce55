import type { Entity } from '../model.ts';
import { addKey, type Draft } from './draft.ts';
import type { Statement } from './statements.ts';

export type TransitionPart = { action: string; field: string; from: string[]; to: string };

/**
 * An action that sets a status. Statements about the same action complete one another. False when an earlier one gives
 * the action another meaning.
 */
export function addTransition(
  entity: Entity,
  part: TransitionPart,
  statement: Statement,
  draft: Draft,
): boolean {
  const known = entity.rules.filter((rule) => rule.kind === 'transition');
  const same = known.find((rule) => rule.to === part.to && rule.field === part.field);
  const isTaken = known.some((rule) => rule !== same && rule.action === part.action);
  const isOther = same !== undefined && part.from.length > 0 && same.from.length > 0;
  if (isTaken || (isOther && same.from.join() !== part.from.join())) return false;
  draft.place(statement, { at: 'rules', entity: entity.slug });
  if (!same) entity.rules.push({ kind: 'transition', ...part, keys: [statement.key], status: 409 });
  else {
    if (same.from.length === 0) same.from = part.from;
    addKey(same.keys, statement.key);
  }
  return true;
}
