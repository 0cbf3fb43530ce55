import { describe, expect, it } from 'vitest';
import { importFaults } from './imports.ts';
import { scan } from './scan.ts';
import { circles, shapeFaults, sizeFaults, useFaults } from './shape.ts';
import { ownerFaults, tableFaults } from './tables.ts';

const PACKAGES = {
  runtime: new Set([
    'zod',
    'better-sqlite3',
    'simple-git',
    'electron',
    'openai',
    '@anthropic-ai/sandbox-runtime',
  ]),
  development: new Set(['vitest', 'react']),
};

const importsOf = (path: string, code: string) => importFaults(scan(path, code), PACKAGES);
const usesOf = (path: string, code: string) => useFaults(scan(path, code));

describe('the import rules', () => {
  const refused: [string, string, string, string][] = [
    [
      'a slice that knows another',
      'slices/intake/run.ts',
      "import { a } from '../planning/rows.ts'",
      'one slice never',
    ],
    [
      'a slice that knows an adapter',
      'slices/intake/run.ts',
      "import { a } from '../../adapters/x.ts'",
      'slices may know',
    ],
    [
      'a slice that calls the engine',
      'slices/intake/run.ts',
      "import { a } from '../../engine/flow.ts'",
      'only types',
    ],
    [
      'a store that knows a port',
      'store/journal.ts',
      "import type { Agent } from '../ports/agent.ts'",
      'store may know',
    ],
    [
      'a bridge that knows the store',
      'bridge/ask.ts',
      "export { a } from '../store/logs.ts'",
      'bridge may know',
    ],
    [
      'an adapter that knows the engine',
      'adapters/x.ts',
      "await import('../engine/worker.ts')",
      'adapters may know',
    ],
    [
      'a server that knows the host',
      'servers/http.ts',
      "import type { Host } from '../host/host.ts'",
      'servers may',
    ],
    [
      'a host that opens a port',
      'host/host.ts',
      "import { serve } from '../servers/http.ts'",
      'host may know',
    ],
    [
      'a command line that skips the host',
      'cli/main.ts',
      "import { a } from '../engine/engine.ts'",
      'cli may know',
    ],
    [
      'a kernel with product nouns',
      'kernel/x.ts',
      "import type { T } from '#shared/model/task.ts'",
      'product nouns',
    ],
    [
      'a worker on the wrong floor',
      'kernel/x.ts',
      "new Worker(new URL('../store/a.ts', import.meta.url))",
      'kernel may',
    ],
    ['a required module', 'kernel/x.ts', "const a = require('../store/a.ts')", 'kernel may know'],
    [
      'a type in an import expression',
      'store/x.ts',
      "type A = import('../ports/agent.ts').Agent",
      'store may know',
    ],
    ['a computed import', 'host/x.ts', 'await import(name)', 'computed'],
    [
      'a decision that writes',
      'slices/intake/decide.ts',
      "import { a } from './rows.ts'",
      'deciding is pure',
    ],
    ['a folder that nobody planned', 'magic/x.ts', "import { a } from '../kernel/clock.ts'", 'on no floor'],
    [
      'an import of an unplanned folder',
      'host/x.ts',
      "import { a } from '../../scripts/a.mjs'",
      'on no floor',
    ],
    [
      'the page in the host',
      'host/x.ts',
      "import { a } from '../../src-renderer/a.ts'",
      'never knows the page',
    ],
    [
      'electron outside its folder',
      'host/x.ts',
      "import { app } from 'electron'",
      'electron is used only in',
    ],
    [
      'git outside its file',
      'workspace/trees.ts',
      "import git from 'simple-git'",
      'simple-git is used only in',
    ],
    [
      'SQLite outside the store',
      'engine/x.ts',
      "import D from 'better-sqlite3'",
      'better-sqlite3 is used only',
    ],
    ['an SDK outside the adapters', 'bridge/x.ts', "import O from 'openai'", 'openai is used only in'],
    [
      'a sandbox outside its adapter',
      'adapters/agents/x.ts',
      "import '@anthropic-ai/sandbox-runtime'",
      'is used only',
    ],
    ['a package nobody declared', 'host/x.ts', "import a from 'left-pad'", 'does not name'],
    ['a development package at run time', 'host/x.ts', "import { it } from 'vitest'", 'without development'],
    ['the network in a slice', 'slices/intake/run.ts', "import http from 'node:http'", 'through ports'],
    [
      'timers from a module',
      'engine/x.ts',
      "import { setTimeout as s } from 'node:timers/promises'",
      'Clock',
    ],
    ['test support in the product', 'host/x.ts', "import { a } from './testing/a.ts'", 'only tests'],
  ];

  it.each(refused)('refuse %s', (_, path, code, reason) => {
    expect(importsOf(`src-main/${path}`, code)).toEqual([expect.stringContaining(reason)]);
  });

  it('refuse Node modules and the host in shared code and in the page', () => {
    expect(importsOf('src-shared/ids.ts', "import fs from 'node:fs'")).toHaveLength(1);
    expect(importsOf('src-shared/ids.ts', "import path from 'path'")).toHaveLength(1);
    expect(
      importsOf('src-shared/ids.test.ts', "import { a } from '../src-main/kernel/clock.ts'"),
    ).toHaveLength(1);
    expect(importsOf('src-renderer/app.tsx', "import { a } from '../src-main/host/host.ts'")).toHaveLength(1);
    expect(importsOf('src-renderer/app.tsx', "import { a } from 'node:fs'")).toHaveLength(1);
  });

  it('name the file, the line, the import and the rule', () => {
    expect(importsOf('src-main/store/x.ts', "\nimport { a } from '../ports/a.ts';")).toEqual([
      'src-main/store/x.ts:2 imports ../ports/a.ts: store may know only shared, kernel, store',
    ]);
  });

  it.each([
    ['src-main/slices/intake/run.ts', "import type { Deciders } from '../../engine/slice.ts'"],
    ['src-main/slices/intake/decide.ts', "import type { Rows } from './rows.ts'"],
    [
      'src-main/slices/intake/intake.ts',
      "import { a } from './rows.ts'; import { b } from '../../store/codec.ts'",
    ],
    ['src-renderer/app.tsx', "import logo from '../assets/logo.svg'; import './page.css'"],
    ['src-main/workspace/git.ts', "import { simpleGit } from 'simple-git'"],
    ['src-main/store/database.ts', "import D from 'better-sqlite3'; import fs from 'node:fs'"],
    [
      'src-main/slices/intake/run.test.ts',
      "import { a } from '../planning/rows.ts'; import { it } from 'vitest'",
    ],
    [
      'src-main/host/x.ts',
      "// import { app } from 'electron'\nconst text = \"import { app } from 'electron'\";",
    ],
  ])('allow what %s may know', (path, code) => {
    expect(importsOf(path, code)).toEqual([]);
  });
});

describe('the rules on time, chance and the network', () => {
  it.each([
    'Date.now()',
    'const now = Date.now;',
    'new Date()',
    'Math.random()',
    'setTimeout(run, 1)',
    'globalThis.setTimeout(run, 1)',
    'wait({ timer: setInterval })',
    'AbortSignal.timeout(5)',
    "fetch('http://x')",
  ])('refuse %s in the engine', (code) => {
    expect(usesOf('src-main/engine/x.ts', code)).toHaveLength(1);
  });

  it.each([
    'new Date(0)',
    'clock.now()',
    'clock.setTimeout(1)',
    'const a = { setTimeout: 1 };',
    "'Date.now()'",
  ])('allow %s in the engine', (code) => {
    expect(usesOf('src-main/engine/x.ts', code)).toEqual([]);
  });

  it('allow the kernel its clock, and tests what they like', () => {
    expect(usesOf('src-main/kernel/clock.ts', 'Date.now()')).toEqual([]);
    expect(usesOf('src-main/engine/x.test.ts', 'Date.now()')).toEqual([]);
  });
});

describe('the rules on shape', () => {
  const shapeOf = (path: string, code = 'export const a = 1;') => shapeFaults(scan(path, code));

  it('refuse barrels however they are written', () => {
    expect(
      shapeOf('src-main/host/all.ts', "export * from './a.ts'; export { b } from './b.ts';"),
    ).toHaveLength(1);
    expect(shapeOf('src-main/host/all.ts', "import { a } from './a.ts'; export { a };")).toHaveLength(1);
    expect(shapeOf('src-main/host/all.ts', "import { a } from './a.ts'; export const b = { a };")).toEqual(
      [],
    );
  });

  it('refuse names that say nothing, except where the contract is joined', () => {
    expect(
      ['utils.ts', 'helpers.ts', 'index.ts', 'agent-manager.ts', 'someThing.ts'].map(
        (name) => shapeOf(`src-main/host/${name}`).length,
      ),
    ).toEqual([1, 1, 1, 1, 1]);
    expect(shapeOf('src-shared/contract/index.ts')).toEqual([]);
  });

  it('refuse code in a port', () => {
    expect(shapeOf('src-main/ports/agent.ts')).toHaveLength(1);
    expect(shapeOf('src-main/ports/agent.ts', "import type { A } from './a.ts'; export type B = A;")).toEqual(
      [],
    );
  });

  it('find a circle, whatever kind of import closes it', () => {
    const files = [
      scan('src-main/host/a.ts', "import { b } from './b.ts'"),
      scan('src-main/host/b.ts', "import { c } from './c.ts'"),
      scan('src-main/host/c.ts', "import type { A } from './a.ts'"),
    ];
    expect(circles(files)).toEqual([
      'src-main/host/a.ts -> src-main/host/b.ts -> src-main/host/c.ts -> src-main/host/a.ts',
    ]);
    expect(circles(files.slice(1))).toEqual([]);
  });
});

describe('the rules on tables', () => {
  const touches = (path: string, code: string) => tableFaults(scan(path, code)).length;

  it('refuse a statement on the table of another, however it is written', () => {
    const statements = [
      "db.prepare('SELECT a.id FROM attempts a JOIN tasks t ON t.id = a.task_id')",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: code under test
      'db.prepare(`SELECT ${COLUMNS} FROM attempts WHERE task_id IN (\n SELECT id FROM tasks)`)',
      'db.exec(`DELETE FROM tasks`)',
      "db.prepare('UPDATE tasks SET state = 1')",
      "db.prepare('INSERT INTO task_deps VALUES (1)')",
    ];
    expect(statements.map((code) => touches('src-main/slices/attempts/rows.ts', code))).toEqual(
      statements.map(() => 1),
    );
  });

  it('allow the owner, what is no table, and tests', () => {
    const code = "db.prepare('WITH below AS (SELECT 1 FROM tasks) SELECT * FROM below'); say('from tasks')";
    expect(touches('src-main/slices/planning/rows.ts', code)).toBe(0);
    expect(touches('src-main/slices/attempts/rows.ts', "db.prepare('SELECT value FROM json_each(?)')")).toBe(
      0,
    );
    expect(touches('src-main/slices/attempts/rows.test.ts', code)).toBe(0);
  });

  it('want an owner for every table that a migration makes', () => {
    const made = scan('src-main/store/migrations/0009-toys.ts', 'const sql = `CREATE TABLE toys (id TEXT);`');
    expect(ownerFaults([made])).toContain('the table toys has no owner');
  });
});

describe('the size lists', () => {
  const long = scan('src-main/host/a.ts', `export function run() {\n${'  go();\n'.repeat(70)}}\n`);

  it('refuse what is over the limit and not listed', () => {
    expect(sizeFaults([long], {})).toEqual(['src-main/host/a.ts#run has 72 lines; 60 are allowed. Split it']);
  });

  it('allow what is listed, until it grows', () => {
    expect(sizeFaults([long], { 'src-main/host/a.ts#run': 72 })).toEqual([]);
    expect(sizeFaults([long], { 'src-main/host/a.ts#run': 71 })).toHaveLength(1);
  });

  it('refuse an entry that nothing needs any more', () => {
    expect(sizeFaults([], { 'src-main/host/gone.ts': 300 })).toEqual([
      expect.stringContaining('take it off'),
    ]);
  });

  it('know the name of a function however it is bound', () => {
    const { functions } = scan(
      'src-main/host/a.ts',
      'const a = () => 1; const b = { c() {}, d: () => 2 }; b.map(() => 3);',
    );
    expect(functions.map(({ name }) => name)).toEqual(['a', 'c', 'd', 'anonymous']);
  });
});
