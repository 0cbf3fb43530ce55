import type { Entity, Field } from '../model.ts';
import { header, objectCode, quote, scalar, type WrittenFile } from './code.ts';
import { featurePaths } from './paths.ts';

/** `features/rooms/room.ts`: the type of a record and the rules of its fields. */
export function recordFile(entity: Entity): WrittenFile {
  const { typeName, camel, fields } = entity;
  const keys = [...entity.keys, ...fields.flatMap((field) => field.keys)];
  const types = fields.map(
    (field) => `  ${field.name}${isAlwaysThere(field) ? '' : '?'}: ${typeCode(field)};\n`,
  );
  const rules = fields.map((field) => `  ${field.name}: ${ruleCode(field)},\n`);
  return {
    path: featurePaths(entity).record,
    content: `${header(`What ${entity.one} is and which values its fields may have`, keys)}import type { Stored } from '../../store.ts';
import type { Schema } from '../../validation.ts';

export type ${typeName}Fields = {
${types.join('')}};

export type ${typeName} = ${typeName}Fields & Stored;

export const ${camel}Schema: Schema<${typeName}Fields> = {
${rules.join('')}};
`,
  };
}

/** Whether a validated record has the field in any case. */
export function isAlwaysThere(field: Field): boolean {
  return field.required || field.default !== undefined;
}

function typeCode(field: Field): string {
  if (field.values) return field.values.map(quote).join(' | ');
  if (field.type === 'list') return 'string[]';
  if (field.type === 'integer' || field.type === 'number') return 'number';
  return field.type === 'boolean' ? 'boolean' : 'string';
}

function ruleCode(field: Field): string {
  const entries: [string, string][] = [['type', quote(field.type)]];
  if (field.required) entries.push(['required', 'true']);
  for (const limit of ['min', 'max', 'minLength', 'maxLength'] as const) {
    if (field[limit] !== undefined) entries.push([limit, String(field[limit])]);
  }
  if (field.pattern !== undefined) entries.push(['pattern', regexCode(field.pattern)]);
  if (field.format !== undefined) entries.push(['format', quote(field.format)]);
  if (field.values) entries.push(['values', `[${field.values.map(quote).join(', ')}]`]);
  if (field.default !== undefined) entries.push(['default', scalar(field.default)]);
  return objectCode(entries, 2 + field.name.length + 3);
}

function regexCode(pattern: string): string {
  return `/${pattern.replace(/(?<!\\)\//g, '\\/')}/`;
}
