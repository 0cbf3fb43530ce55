import type { Entity } from '../model.ts';
import { header, type WrittenFile } from './code.ts';
import { featurePaths } from './paths.ts';
import { transitionsOf } from './routes-file.ts';
import type { RulesContext } from './rule-bodies.ts';
import { type Check, checksFor } from './rule-code.ts';

/**
 * `features/rooms/rules.ts`: what must hold between fields and records. Without business rules it holds what fields
 * alone ask for: references to existing records and unique values.
 */
export function rulesFile(entity: Entity, context: RulesContext, withBusinessRules: boolean): WrittenFile {
  const checks = checksFor(entity, context, withBusinessRules);
  const saves = checks.filter((check) => check.on === 'save');
  const removes = checks.filter((check) => check.on === 'remove');
  const code = checks.map((check) => check.code).join('\n');
  const keys = checks.flatMap((check) => check.keys);
  const { typeName, camel, one } = entity;
  const used = `${code} ${[...saves, ...removes].map((check) => check.call).join(' ')}`;
  const hasActions = transitionsOf(entity).length > 0;
  const actionParameter = hasActions ? ', action?: string' : '';
  const kernel = ['conflict', 'invalid'].filter((name) => used.includes(`${name}(`));
  const errors = kernel.length === 0 ? '' : `import { ${kernel.join(', ')} } from '../../http/errors.ts';\n`;
  return {
    path: featurePaths(entity).rules,
    content: `${header(`What must hold between ${one} and other fields and records`, keys)}${errors}import type { Store } from '../../store.ts';
import type { ${typeName}, ${typeName}Fields } from './${entity.slug}.ts';

${hasActions ? '/** `action` names what asks for the change, when it is more than a change of fields. */\n' : ''}type SaveRule = (store: Store, fields: ${typeName}Fields, current?: ${typeName}${actionParameter}) => void;
type RemovalRule = (store: Store, current: ${typeName}) => void;

/** Each throws when ${one} must not be saved like this. \`current\` is what is stored, when it is a change. */
export const ${camel}SaveRules: readonly SaveRule[] = ${listOf(saves, ['store', 'fields', 'current', 'action'])};

/** Each throws when ${one} must not be removed. */
export const ${camel}RemovalRules: readonly RemovalRule[] = ${listOf(removes, ['store', 'current'])};
${code === '' ? '' : `\n${code}`}`,
  };
}

/** The checks as a list of functions; parameters that a check does not use keep their place with an underscore. */
function listOf(checks: readonly Check[], parameters: readonly string[]): string {
  if (checks.length === 0) return '[]';
  const rules = checks.map(({ call }) => {
    const uses = parameters.map((name) => new RegExp(`\\b${name}\\b`).test(call));
    const named = parameters
      .map((name, at) => (uses[at] ? name : `_${name}`))
      .slice(0, uses.lastIndexOf(true) + 1);
    return `  (${named.join(', ')}) => ${call},\n`;
  });
  return `[\n${rules.join('')}]`;
}
