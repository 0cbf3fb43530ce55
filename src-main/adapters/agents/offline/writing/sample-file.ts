import type { Entity, Field } from '../model.ts';
import { header, objectCode, quote, type WrittenFile } from './code.ts';
import { featurePaths } from './paths.ts';
import { isAlwaysThere } from './record-file.ts';
import { sampleCode } from './values.ts';

/** `tests/rooms/sample.ts`: makes valid records for the tests of one kind of record. */
export function sampleFile(entity: Entity, entities: readonly Entity[]): WrittenFile {
  const { typeName, slug, label, plural } = entity;
  const fields = entity.fields.filter((field) => isSampled(entity, field));
  const lines = fields.map((field) => `    ${field.name}: ${valueCode(entity, field, entities)},\n`);
  const code = lines.join('');
  const values = ['dayAt', 'laterDay', 'momentAt'].filter((name) => code.includes(`${name}(`));
  const usesStore = code.includes('store.');
  return {
    path: featurePaths(entity).sample,
    content: `${header(`Valid records for the tests of ${plural.replaceAll('-', ' ')}`, [])}import type { ${typeName}Fields } from '../../implementation/src/features/${plural}/${slug}.ts';
import type { Store } from '../../implementation/src/store.ts';
${values.length === 0 ? '' : `import { ${values.join(', ')} } from '../support/values.ts';\n`}
${code.includes('count') ? 'let count = 0;\n\n' : ''}/** A valid ${label}, a different one on each call. What it refers to is put into the store. */
export function sample${typeName}(${usesStore ? 'store' : '_store'}: Store): ${typeName}Fields {
${code.includes('count') ? '  count += 1;\n' : ''}  return {
${code}  };
}
`,
  };
}

/** Optional references to a record of the same kind are left out: a sample would need a sample first. */
function isSampled(entity: Entity, field: Field): boolean {
  return field.references !== entity.slug || isAlwaysThere(field);
}

function valueCode(entity: Entity, field: Field, entities: readonly Entity[]): string {
  const target = entities.find((each) => each.slug === field.references);
  return target
    ? `store.collection(${quote(target.plural)}).insert(${seedCode(entity, field, target)}).id`
    : sampleCode(entity, field);
}

/** What another record needs to have so that the sample keeps the rules that look at it. */
function seedCode(entity: Entity, field: Field, target: Entity): string {
  const limits = entity.rules.flatMap((rule) =>
    rule.kind === 'withinReference' && rule.reference === field.name ? [rule.limit] : [],
  );
  const numbers = target.fields.filter((each) => limits.includes(each.name));
  return objectCode(
    numbers.map((each) => [each.name, String(each.max ?? 1_000_000)]),
    6,
  );
}
