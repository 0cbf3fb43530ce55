import type { Aspect, Entity, Field, FieldRules, Rule, RuleBody } from '../model.ts';
import { addKey, type Draft, feature } from './draft.ts';
import type { Statement } from './statements.ts';

/** Adds what a statement says of a field. What contradicts an earlier requirement is not taken and becomes a gap. */
export function mergeField(
  entity: Entity,
  field: Field,
  rules: FieldRules,
  statement: Statement,
  draft: Draft,
): void {
  addKey(field.keys, statement.key);
  draft.place(statement, feature(entity));
  for (const aspect of Object.keys(rules) as Aspect[]) {
    const value = rules[aspect];
    if (value === undefined) continue;
    const keys = field.origin.get(aspect) ?? [];
    if (keys[0] !== undefined && JSON.stringify(field[aspect]) !== JSON.stringify(value)) {
      draft.beyond(statement, `${field.name} ${aspect} ${String(value)}, which contradicts ${keys[0]}`);
      continue;
    }
    Object.assign(field, { [aspect]: value });
    addKey(keys, statement.key);
    field.origin.set(aspect, keys);
  }
}

/** Adds a rule, or a requirement to the same rule. False when an earlier requirement wants another status for it. */
export function mergeRule(
  entity: Entity,
  body: RuleBody,
  status: number,
  statement: Statement,
  draft: Draft,
): boolean {
  const same = entity.rules.find((rule) => identity(rule) === identity(body));
  if (same && same.status !== status) return false;
  const rule: Rule = same ?? { ...body, keys: [], status };
  if (!same) entity.rules.push(rule);
  addKey(rule.keys, statement.key);
  draft.place(statement, { at: 'rules', entity: entity.slug });
  return true;
}

function identity(rule: RuleBody): string {
  const entries = Object.entries(rule).filter(([name]) => name !== 'keys' && name !== 'status');
  return JSON.stringify(entries.toSorted(([a], [b]) => a.localeCompare(b)));
}
