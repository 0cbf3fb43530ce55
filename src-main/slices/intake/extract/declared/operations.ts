import { constraintsOf } from './constraints.ts';
import type { DeclaredFind } from './find.ts';
import { elementsOf, isTrue, memberOf, membersOf, wordsOf } from './parse.ts';
import { nestedFields } from './schemas.ts';

const METHODS: ReadonlySet<string> = new Set([
  'get',
  'put',
  'post',
  'delete',
  'options',
  'head',
  'patch',
  'trace',
]);
/** What the usual words behind a status say, so that nothing but the status is asked for. */
const USUAL: Readonly<Record<string, { when: RegExp; words: string }>> = {
  400: {
    when: /not valid|invalid|validation|bad request|malformed/i,
    words: '400 when the input is not valid',
  },
  404: { when: /not found|no such|not exist|unknown/i, words: '404 when it does not exist' },
};
const PLAIN_SENTENCE = 80;

/** Every operation of an OpenAPI description, worded as `GET /rooms/{id} returns a room; 200; 404 when it does not exist`. */
export function readOperations(paths: unknown): DeclaredFind[] {
  return membersOf(paths)
    .filter(({ name }) => name.startsWith('/'))
    .flatMap(({ name: path, value }) => {
      const shared = elementsOf(memberOf(value, 'parameters'));
      return membersOf(value)
        .filter(({ name }) => METHODS.has(name))
        .map(({ name: method, value: operation, start, end }) => {
          const parameters = [...shared, ...elementsOf(memberOf(operation, 'parameters'))];
          const text = `${method.toUpperCase()} ${path}${queryOf(parameters)}${purpose(operation)}${answers(operation)}`;
          const acceptance = [
            ...parameterRules(parameters),
            ...bodyRules(operation),
            ...securityRules(operation),
          ];
          return { start, end, text, kind: 'interface' as const, headings: [], acceptance };
        });
    });
}

function purpose(operation: unknown): string {
  const said = wordsOf(memberOf(operation, 'summary')) ?? wordsOf(memberOf(operation, 'description'));
  if (said === undefined) return '';
  const plain = said.replace(/[.\s]+$/, '');
  return ` ${/^\p{Lu}\p{Ll}/u.test(plain) ? plain.charAt(0).toLowerCase() + plain.slice(1) : plain}`;
}

function queryOf(parameters: readonly unknown[]): string {
  const names = parameters
    .filter((each) => wordsOf(memberOf(each, 'in')) === 'query')
    .flatMap((each) => wordsOf(memberOf(each, 'name')) ?? [])
    .filter((name) => /^[\w.[\]-]{1,40}$/.test(name));
  return names.length === 0 ? '' : `?${names.map((name) => `${name}=`).join('&')}`;
}

/** The statuses that the operation answers with; a success needs no words. */
function answers(operation: unknown): string {
  return membersOf(memberOf(operation, 'responses'))
    .filter(({ name }) => /^[1-5]\d\d$/.test(name))
    .map(({ name, value }) => `; ${answer(name, wordsOf(memberOf(value, 'description')))}`)
    .join('');
}

function answer(status: string, description: string | undefined): string {
  if (status.startsWith('2') || description === undefined) return status;
  const usual = USUAL[status];
  if (usual?.when.test(description) && description.length <= PLAIN_SENTENCE) return usual.words;
  return `${status}: ${description.replace(/\.$/, '')}`;
}

/** Parameters that restrict what they take; the bare ones stand in the path already. */
function parameterRules(parameters: readonly unknown[]): string[] {
  return parameters.flatMap((parameter) => {
    const name = wordsOf(memberOf(parameter, 'name'));
    const place = wordsOf(memberOf(parameter, 'in'));
    if (name === undefined || place === 'path') return [];
    if (place === 'body') return nestedFields(memberOf(parameter, 'schema'), '', 1);
    const schema = memberOf(parameter, 'schema') ?? parameter;
    const required = isTrue(memberOf(parameter, 'required'));
    const constraints = [...constraintsOf(schema), ...(required ? ['required'] : [])];
    return constraints.length > 1 || place !== 'query'
      ? [`${name}: ${[place, ...constraints].join(', ')}`]
      : [];
  });
}

/** The fields of a body that is described in place. */
function bodyRules(operation: unknown): string[] {
  return membersOf(memberOf(memberOf(operation, 'requestBody'), 'content')).flatMap(({ value }) =>
    nestedFields(memberOf(value, 'schema'), '', 1),
  );
}

function securityRules(operation: unknown): string[] {
  const schemes = elementsOf(memberOf(operation, 'security')).flatMap((each) =>
    membersOf(each).map(({ name }) => name),
  );
  return schemes.length === 0 ? [] : [`Needs ${schemes.join(' or ')}`];
}
