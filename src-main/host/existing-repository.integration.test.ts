import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unwrap } from '#shared/faults.ts';
import type { Decision } from '#shared/model/decision.ts';
import type { Run } from '#shared/model/run.ts';
import {
  put,
  removeTempFolders,
  sh,
  tempFolder,
  text,
  userRepository,
} from '../workspace/repository.fixture.ts';
import { createHost, type Host } from './host.ts';

const DOCUMENT = `# Notes service

- A note must have a title (required, at most 100 characters).
- A user must be able to create a note.
- A user must be able to list all notes.
`;

const SHOP = {
  'package.json': JSON.stringify({
    name: 'shop',
    type: 'module',
    scripts: { test: 'node --test "test/**/*.test.ts"' },
  }),
  'tsconfig.json': '{ "compilerOptions": { "strict": true }, "include": ["src", "test"] }\n',
  'README.md': '# Shop\n',
  '.gitignore': '.env\n!important.env\n',
  'src/price.ts': 'export const gross = (net: number) => net * 1.19;\n',
  'test/price.test.ts': `import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gross } from '../src/price.ts';

test('nothing costs nothing', () => assert.equal(gross(0), 0));
test('a hundred costs more', () => assert.ok(gross(100) > 100));
test('the machine has its settings', () => assert.match(readFileSync('.env', 'utf8'), /KEY=/));
test('the set-up was done', () => assert.equal(readFileSync('made.txt', 'utf8'), 'made'));
test('cents are rounded', () => assert.equal(gross(0.1), 0.12));
`,
};

let host: Host;
let root: string;
beforeEach(() => {
  root = userRepository(SHOP);
  host = unwrap(createHost({ home: join(tempFolder(), 'home'), synchronous: 'NORMAL' }));
  host.start();
});
afterEach(async () => {
  await host.stop();
  removeTempFolders();
});

/** Follows the changes until one satisfies. */
async function until<T>(look: (change: { kind: string; row: unknown }) => T | undefined): Promise<T> {
  const over = new AbortController();
  for await (const { changes } of await host.api.changes.watch({}, { signal: over.signal })) {
    for (const change of changes) {
      const found = look(change);
      if (found !== undefined) {
        over.abort();
        return found;
      }
    }
  }
  throw new Error('the changes ended');
}

const asked = (runId: string, kind: Decision['kind'], after?: string) =>
  until(({ kind: what, row }) => {
    const decision = row as Decision;
    const fits = what === 'decision' && decision.runId === runId && decision.kind === kind;
    return fits && decision.state === 'open' && decision.id !== after ? decision : undefined;
  });
const ended = (runId: string) =>
  until(({ kind, row }) => {
    const run = row as Run;
    return kind === 'run' && run.id === runId && run.endedAt !== undefined ? run : undefined;
  });
const answer = ({ id }: Decision, optionId: string) =>
  host.api.decisions.answer({ decisionId: id, optionId });

describe('the whole job in a repository that was there before', () => {
  it('builds beside it, holds the work to its tests, and loses nothing of what a person does meanwhile', async () => {
    put(root, {
      '.env': 'KEY=very-secret-value\n',
      'README.md': '# Shop\n\nmine, not committed\n',
      'notes.txt': 'mine',
    });
    const head = sh(root, 'rev-parse', 'main');
    const before = sh(root, 'status', '--porcelain');
    const project = await host.api.projects.create({
      root,
      settings: { copy: ['.env'], setUp: ['node', '-e', "require('fs').writeFileSync('made.txt', 'made')"] },
    });
    expect(project.settings).toMatchObject({ test: ['npm', 'test'], folder: 'services', copy: ['.env'] });
    expect(await host.api.projects.profile({ projectId: project.id })).toMatchObject({ changedFiles: 1 });
    const run = await host.api.runs.start({
      projectId: project.id,
      documents: [{ name: 'notes.md', content: DOCUMENT }],
    });
    await answer(await asked(run.id, 'approve_plan'), 'approve');

    await until(
      ({ kind, row }) => (kind === 'task' && (row as { state: string }).state === 'done') || undefined,
    );
    expect([sh(root, 'status', '--porcelain'), sh(root, 'rev-parse', 'HEAD')]).toEqual([before, head]);
    put(root, { 'src/more.ts': 'export const more = 1;\n' });
    sh(root, 'add', 'src/more.ts');
    sh(root, 'commit', '-q', '-m', 'More', '--', 'src/more.ts');
    put(root, {
      'services/notes-service/package.json': 'mine as well',
      'src/price.ts': 'export const gross = 0;\n',
    });

    const first = await asked(run.id, 'hand_over');
    expect(first).toMatchObject({
      defaultOption: 'keep',
      context: expect.stringContaining('services/notes-service/'),
    });
    await answer(first, 'merge');
    const second = await asked(run.id, 'hand_over', first.id);
    expect(second.context).toContain('services/notes-service/package.json');
    expect(text(root, 'services/notes-service/package.json')).toBe('mine as well');
    renameSync(join(root, 'services/notes-service/package.json'), join(root, 'mine.json'));
    await answer(second, 'merge');
    expect((await ended(run.id)).state).toBe('finished');

    expect(await host.api.runs.handover({ runId: run.id })).toMatchObject({ state: 'merged', into: 'main' });
    expect(sh(root, 'status', '--porcelain').split('\n').sort()).toEqual(
      [' M README.md', ' M src/price.ts', '?? mine.json', '?? notes.txt'].sort(),
    );
    expect([text(root, 'mine.json'), text(root, 'notes.txt')]).toEqual(['mine as well', 'mine']);
    expect(text(root, 'src/price.ts')).toBe('export const gross = 0;\n');
    expect(JSON.parse(text(root, 'services/notes-service/package.json')).name).toBe('notes-service');
    expect(text(root, '.github/workflows/notes-service.yml')).toContain(
      'working-directory: services/notes-service',
    );
    expect(sh(root, 'show', 'HEAD:package.json')).toBe(SHOP['package.json']);
    expect(sh(root, 'show', 'HEAD:src/more.ts')).toContain('more');
    expect(existsSync(join(root, 'requirements'))).toBe(false);

    const everything = sh(root, 'log', '--all', '--name-only', '--format=');
    expect(everything.split('\n')).not.toContain('.env');
    expect(everything.split('\n')).not.toContain('made.txt');
    const tasks = await host.api.tasks.list({ runId: run.id });
    const details = await Promise.all(tasks.map(({ id }) => host.api.tasks.get({ taskId: id })));
    const tests = details.flatMap(({ checks }) => checks.filter(({ kind }) => kind === 'tests'));
    const old = tests.flatMap(({ findings }) =>
      findings.filter(({ rule }) => rule === 'tests/failed-before'),
    );
    expect(tests.map(({ verdict }) => verdict)).not.toContain('fail');
    expect(old.map(({ message }) => message)).toContainEqual(expect.stringContaining('cents are rounded'));
    expect(old.filter(({ message }) => !message.includes('cents are rounded'))).toEqual([]);
    expect(details.every(({ attempts }) => attempts.length === 1)).toBe(true);
    const logs = await Promise.all(
      details.flatMap(({ attempts }) => attempts.map(({ id }) => host.api.tasks.log({ attemptId: id }))),
    );
    expect(JSON.stringify(logs)).not.toContain('very-secret-value');
  });

  it('adds what a repository lacks, overwrites nothing, and leaves the branch alone when nobody says otherwise', async () => {
    const bare = userRepository({
      'index.js': 'export const one = 1;\n',
      'package.json': '{ "type": "module" }\n',
      '.editorconfig': 'root = true\n',
    });
    const head = sh(bare, 'rev-parse', 'HEAD');
    const project = await host.api.projects.create({ root: bare, policy: 'autonomous' });
    const add = ['structure', 'config', 'docs', 'ci', 'tests', 'tooling', 'monitoring'] as const;
    const run = await host.api.projects.transform({ projectId: project.id, add: [...add] });
    expect((await ended(run.id)).state).toBe('finished');
    const files = sh(bare, 'ls-tree', '-r', '--name-only', 'orchestrator/main').split('\n');
    expect(files.filter((path) => !path.startsWith('.orchestrator/'))).toEqual([
      ...['.editorconfig', '.gitattributes', '.github/workflows/ci.yml', '.gitignore', 'CONTRIBUTING.md'],
      ...['Makefile', 'README.md', 'docs/analysis.md', 'docs/operations.md', 'docs/reorganisation.md'],
      ...['index.js', 'package.json', 'test/smoke.test.mjs'],
    ]);
    expect(sh(bare, 'show', 'orchestrator/main:.editorconfig')).toBe('root = true');
    expect(sh(bare, 'show', 'orchestrator/main:docs/reorganisation.md')).toContain('src/index.js');
    const tasks = await host.api.tasks.list({ runId: run.id });
    const details = await Promise.all(tasks.map(({ id }) => host.api.tasks.get({ taskId: id })));
    const verdicts = details.flatMap(({ checks }) => checks.map(({ kind, verdict }) => `${kind} ${verdict}`));
    expect(verdicts.filter((verdict) => verdict.endsWith('fail'))).toEqual([]);
    expect(verdicts).toContain('tests pass');
    expect(await host.api.runs.handover({ runId: run.id })).toMatchObject({ state: 'declined' });
    expect([sh(bare, 'rev-parse', 'HEAD'), sh(bare, 'status', '--porcelain')]).toEqual([head, '']);
  });
});
