import type { Entity } from '../model.ts';
import { header, type WrittenFile } from './code.ts';
import { featurePaths } from './paths.ts';
import { type Check, checksFor, type RulesContext } from './rule-code.ts';

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
  const { typeName } = entity;
  const records = [
    `${typeName}`,
    ...(saves.length > 0 || /Fields\b/.test(code) ? [`${typeName}Fields`] : []),
  ];
  const kernel = ['conflict', 'invalid'].filter((name) => code.includes(`${name}(`));
  const errors = kernel.length === 0 ? '' : `import { ${kernel.join(', ')} } from '../../http/errors.ts';\n`;
  return {
    path: featurePaths(entity).rules,
    content: `${header(`What must hold between ${entity.one} and other fields and records`, keys)}${errors}import type { Store } from '../../store.ts';
import type { ${unused(records, saves.length).join(', ')} } from './${entity.slug}.ts';

/** Throws when ${entity.one} must not be saved like this. \`current\` is what is stored, when it is a change. */
export function check${typeName}(${args(saves, `fields: ${typeName}Fields`, `current?: ${typeName}`)}): void {${bodyOf(saves)}}

/** Throws when ${entity.one} must not be removed. */
export function check${typeName}Removal(${args(removes, `current: ${typeName}`)}): void {${bodyOf(removes)}}
${code === '' ? '' : `\n${code}`}`,
  };
}

function unused(records: readonly string[], saves: number): string[] {
  return saves > 0 ? [...records] : [...new Set([...records, `${records[0]}Fields`])];
}

/** Parameters that no check uses keep their place with an underscore. */
function args(checks: readonly Check[], ...own: string[]): string {
  const calls = checks.map((check) => check.call).join(' ');
  return ['store: Store', ...own]
    .map((parameter) => {
      const name = /^\w+/.exec(parameter)?.[0] ?? '';
      return new RegExp(`\\b${name}\\b`).test(calls) ? parameter : `_${parameter}`;
    })
    .join(', ');
}

function bodyOf(checks: readonly Check[]): string {
  return checks.length === 0 ? '' : `\n${checks.map((check) => `  ${check.call};\n`).join('')}`;
}
