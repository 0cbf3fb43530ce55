import type { Model } from '../model.ts';
import { header, type WrittenFile } from './code.ts';
import { PATHS } from './paths.ts';
import { keysOf, type TestSpec, testsCode } from './test-specs.ts';

/** `tests/service/library.test.ts`: the store, the lists, the validation and the project itself. */
export function libraryTest(model: Model): WrittenFile {
  const specs = [...SPECS, model.service.unknownFields === 'refuse' ? REFUSES_UNKNOWN : IGNORES_UNKNOWN];
  return {
    path: PATHS.libraryTest,
    content: `${header('What the service is built on', keysOf(model, specs))}${HEAD}${testsCode(model, specs)}`,
  };
}

const REFUSES_UNKNOWN: TestSpec = {
  facts: ['unknownFields'],
  title: 'an unknown field is refused',
  body: `  const body = { text: 'one', other: 1 };
  assert.throws(() => validate<Note>(schema, body), { message: 'Not valid: other is not a known field.' });
`,
};

const IGNORES_UNKNOWN: TestSpec = {
  facts: ['unknownFields'],
  title: 'an unknown field is ignored',
  body: `  assert.deepEqual(validate<Note>(schema, { text: 'one', other: 1 }), { text: 'one' });
`,
};

const SPECS: readonly TestSpec[] = [
  {
    facts: ['ids', 'timestamps'],
    title: 'a record gets an id and its times, and keeps them when it changes',
    body: `  const notes = createStore().collection<{ text: string }>('notes');
  const first = notes.insert({ text: 'one' });
  const second = notes.insert({ text: 'two' });
  assert.match(first.id, /^[0-9a-f-]{36}$/);
  assert.notEqual(first.id, second.id);
  assert.equal(new Date(first.createdAt).toISOString(), first.createdAt);
  assert.equal(new Date(first.updatedAt).toISOString(), first.updatedAt);
  const changed = notes.replace(first.id, { text: 'three' });
  assert.deepEqual({ id: changed.id, createdAt: changed.createdAt }, { id: first.id, createdAt: first.createdAt });
  assert.deepEqual(notes.get(first.id), changed);
`,
  },
  {
    facts: [],
    title: 'what is removed is gone',
    body: `  const notes = createStore().collection<{ text: string }>('notes');
  const note = notes.insert({ text: 'one' });
  notes.remove(note.id);
  assert.equal(notes.has(note.id), false);
  assert.deepEqual(notes.list(), []);
`,
  },
  {
    facts: [],
    title: 'every problem of a body is named at once',
    body: `  assert.throws(() => validate<Note>(schema, { count: 'many' }), {
    status: INVALID_STATUS,
    message: 'Not valid: text is required; count has to be a whole number.',
  });
`,
  },
  {
    facts: [],
    title: 'a change keeps what it does not name and clears what it sets to null',
    body: `  const current = { text: 'one', count: 1 };
  assert.deepEqual(validateChange<Note>(schema, current, { text: 'two' }), { text: 'two', count: 1 });
  assert.deepEqual(validateChange<Note>(schema, current, { count: null }), { text: 'one' });
`,
  },
  {
    facts: [],
    title: 'a list is cut into pages',
    body: `  const records = Array.from({ length: 30 }, (_, n) => ({ n }));
  const page = listPage(records, new URLSearchParams('limit=2&offset=3'), [], []);
  assert.deepEqual(page, { items: [{ n: 3 }, { n: 4 }], total: 30, limit: 2, offset: 3 });
  assert.equal(listPage(records, new URLSearchParams(), [], []).items.length, Math.min(30, PAGE.limit));
`,
  },
  {
    facts: [],
    title: 'a page outside its range is refused',
    body: `  for (const query of ['limit=0', \`limit=\${PAGE.largestLimit + 1}\`, 'limit=x', 'offset=-1']) {
    assert.throws(() => listPage([], new URLSearchParams(query), [], []), { status: INVALID_STATUS });
  }
`,
  },
  {
    facts: ['noDependencies', 'typescript'],
    title: 'the service is TypeScript without dependencies that Node runs as it stands',
    body: `  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  assert.deepEqual(manifest.dependencies ?? {}, {});
  assert.equal(manifest.scripts.start, 'node implementation/src/main.ts');
  const files = readdirSync(new URL('../../implementation/src', import.meta.url), { recursive: true, withFileTypes: true });
  const sources = files.filter((entry) => entry.isFile()).map((entry) => entry.name);
  assert.ok(sources.length > 0 && sources.every((name) => name.endsWith('.ts')));
`,
  },
];

const HEAD = `import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { listPage } from '../../implementation/src/lists.ts';
import { INVALID_STATUS, PAGE } from '../../implementation/src/settings.ts';
import { createStore } from '../../implementation/src/store.ts';
import { type Schema, validate, validateChange } from '../../implementation/src/validation.ts';

type Note = { text: string; count?: number };

const schema: Schema<Note> = { text: { type: 'string', required: true }, count: { type: 'integer' } };

`;
