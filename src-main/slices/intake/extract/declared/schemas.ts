import { constraintsOf } from './constraints.ts';
import type { DeclaredFind } from './find.ts';
import { elementsOf, type Member, memberOf, membersOf, wordsOf } from './parse.ts';

const DEEPEST_FIELD = 6;
const MOST_NESTED = 100;

/** The fields of the named schemas below `node`, each a requirement under the name of its schema. */
export function readSchemas(node: unknown): DeclaredFind[] {
  return membersOf(node).flatMap((member) => readSchema(member.name, member.value, member));
}

/** The fields of one schema, or a schema without fields that restricts a value. */
export function readSchema(name: string, schema: unknown, whole?: Member): DeclaredFind[] {
  const fields = fieldsOf(schema);
  if (fields.length > 0)
    return fields.map(({ member, required }) => ({
      start: member.start,
      end: member.end,
      text: describeField(member.name, member.value, required),
      kind: 'data',
      headings: [name],
      acceptance: nestedFields(member.value, member.name, 1),
    }));
  const constraints = constraintsOf(schema);
  if (whole === undefined || constraints.length === 0 || constraints[0] === 'object') return [];
  const text = [name, ...constraints].join(' | ');
  return [{ start: whole.start, end: whole.end, text, kind: 'data', headings: [], acceptance: [] }];
}

type Field = { member: Member; required: boolean };

/** Fields of the schema itself, of its entries, and of the parts that `allOf` joins. */
function fieldsOf(schema: unknown): Field[] {
  const owners = [schema, memberOf(schema, 'items'), ...elementsOf(memberOf(schema, 'allOf'))];
  return owners.flatMap((owner) => {
    const required = new Set(elementsOf(memberOf(owner, 'required')).map((each) => wordsOf(each)));
    return membersOf(memberOf(owner, 'properties')).map((member) => ({
      member,
      required: required.has(member.name),
    }));
  });
}

function describeField(name: string, schema: unknown, required: boolean): string {
  const description = wordsOf(memberOf(schema, 'description'));
  const cells = [name, ...constraintsOf(schema), required ? 'required' : 'optional'];
  if (description !== undefined) cells.push(`Description: ${description}`);
  return cells.join(' | ');
}

/** Fields within a field, by their path: `address.street: string, required`. */
export function nestedFields(schema: unknown, path: string, depth: number): string[] {
  if (depth > DEEPEST_FIELD) return [];
  return fieldsOf(schema)
    .flatMap(({ member, required }) => {
      const inner = path === '' ? member.name : `${path}.${member.name}`;
      const words = [...constraintsOf(member.value), required ? 'required' : 'optional'].join(', ');
      return [`${inner}: ${words}`, ...nestedFields(member.value, inner, depth + 1)];
    })
    .slice(0, MOST_NESTED);
}
