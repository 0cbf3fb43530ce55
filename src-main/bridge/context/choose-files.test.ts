import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseFiles, type Material } from './choose-files.ts';
import { neighbours } from './imports.ts';
import { secretFiles } from './secrets.ts';
import { beginning, estimateTokens } from './tokens.ts';

const workspace = (files: Record<string, string>, more: Partial<Material> = {}): Material => ({
  ...{ task: { brief: '', expects: [] }, files: new Map(Object.entries(files)) },
  ...{ secrets: new Set<string>(), skipped: [], produced: [] },
  ...more,
});
const shownOf = ({ context }: ReturnType<typeof chooseFiles>) =>
  Object.fromEntries(context.files.map(({ path, shown }) => [path, shown]));

describe('what an agent is given to read', () => {
  it('is what the task has to do with, and the rest by name', () => {
    const chosen = chooseFiles(
      workspace(
        {
          'src/orders.ts': `import { store } from './store.js';\n`,
          'src/store.ts': 'export const store = 1;\n',
          'src/app.ts': `import './orders.ts';\n`,
          'src/other.ts': 'export const x = 1;\n',
          'src/named.ts': '1;\n',
          'docs/plan.md': 'plan\n',
          'package.json': '{}\n',
        },
        {
          task: { brief: 'See docs/plan.md.', expects: ['src/orders.ts', 'src/new.ts'] },
          feedback: 'src/named.ts:1 is wrong',
          produced: ['src/store.ts'],
        },
      ),
      'words',
      10_000,
    );
    expect(shownOf(chosen)).toEqual({
      ...{ 'src/orders.ts': 'whole', 'src/named.ts': 'whole', 'docs/plan.md': 'whole' },
      ...{
        'src/store.ts': 'whole',
        'src/app.ts': 'whole',
        'package.json': 'whole',
        'src/other.ts': 'listed',
      },
    });
    expect([...chosen.files.keys()]).not.toContain('src/other.ts');
    expect(chosen.context.files.find(({ path }) => path === 'src/app.ts')?.why).toBe(
      'it imports src/orders.ts',
    );
  });

  it('never holds a secret, whoever asks for it', async () => {
    const files = {
      '.env': 'A=1\n',
      'config/.env.local': 'A=1\n',
      'keys/server.pem': 'x',
      'src/a.ts': `const key = 'sk-${'a'.repeat(30)}';\n`,
      '.env.example': 'A=\n',
      'src/b.ts': `const password = readPassword();\n`,
    };
    const secrets = await secretFiles(new Map(Object.entries(files)));
    const task = { brief: '', expects: Object.keys(files) };
    for (const budget of [null, 10_000]) {
      const chosen = chooseFiles(workspace(files, { task, secrets }), '', budget);
      expect([...chosen.files.keys()]).toEqual(['.env.example', 'src/b.ts']);
      expect(chosen.context.files.filter(({ shown }) => shown === 'withheld')).toHaveLength(4);
    }
  });

  it('says where a text was cut, and shows nothing of what is too little to be of use', () => {
    const long = 'a line of some length\n'.repeat(5_000);
    const chosen = chooseFiles(
      workspace(
        { 'a.txt': long, 'b.txt': long, 'c.txt': long, 'd.txt': long },
        {
          task: { brief: '', expects: ['a.txt', 'b.txt', 'c.txt', 'd.txt'] },
        },
      ),
      '',
      3_000,
    );
    expect(shownOf(chosen)).toEqual({ 'a.txt': 'part', 'b.txt': 'part', 'c.txt': 'part', 'd.txt': 'listed' });
    expect(chosen.files.get('a.txt')).toMatch(
      /^a line[\s\S]*length\n\n… cut here: \d+ of 110000 bytes are shown\n$/,
    );
  });

  it('is everything for an agent that takes everything', () => {
    const chosen = chooseFiles(workspace({ a: 'x'.repeat(1_000_000), b: '' }), '', null);
    expect(shownOf(chosen)).toEqual({ a: 'whole', b: 'whole' });
  });

  it('keeps to its budget, is the same for the same material, and leaves no file out', () => {
    const path = fc.stringMatching(/^[a-c]{1,2}\/[a-d]{1,3}\.(ts|py|md)$/);
    const files = fc.dictionary(path, fc.string({ unit: 'binary', maxLength: 3_000 }), { maxKeys: 20 });
    fc.assert(
      fc.property(files, fc.array(path), fc.integer({ min: 1, max: 5_000 }), (texts, expects, budget) => {
        const material = workspace(texts, { task: { brief: '', expects } });
        const chosen = chooseFiles(material, 'some words', budget);
        const { promptTokens, fileTokens } = chosen.context;
        expect(fileTokens).toBeLessThanOrEqual(Math.max(0, budget - promptTokens));
        expect(chosen.context.files.map((file) => file.path).sort()).toEqual(Object.keys(texts).sort());
        expect(chooseFiles(material, 'some words', budget)).toEqual(chosen);
      }),
      { numRuns: 200 },
    );
  });
});

describe('neighbours', () => {
  it.each([
    [
      'a script',
      { 'src/a.ts': `export * from './b/index.js';`, 'src/b/index.ts': '' },
      'src/a.ts',
      'src/b/index.ts',
    ],
    ['require', { 'a.cjs': `const b = require("./b");`, 'b.js': '' }, 'a.cjs', 'b.js'],
    ['python', { 'app/a.py': 'from .b import c', 'app/b.py': '' }, 'app/a.py', 'app/b.py'],
    [
      'a package of python',
      { 'a.py': 'import pkg.sub', 'pkg/sub/__init__.py': '' },
      'a.py',
      'pkg/sub/__init__.py',
    ],
    ['rust', { 'src/main.rs': 'mod store;', 'src/store.rs': '' }, 'src/main.rs', 'src/store.rs'],
    [
      'java',
      { 'src/main/java/A.java': 'import x.B;', 'src/main/java/x/B.java': '' },
      'src/main/java/A.java',
      'src/main/java/x/B.java',
    ],
  ])('are found in both directions: %s', (_name, files, from, to) => {
    const texts = new Map(Object.entries(files as Record<string, string>));
    expect([...neighbours(texts, new Set([from])).keys()]).toEqual([to]);
    expect([...neighbours(texts, new Set([to])).keys()]).toEqual([from]);
  });

  it('are looked for in linear time, whatever the text', () => {
    const hostile = ['import '.repeat(20_000), `from '${'../'.repeat(30_000)}`, '\t'.repeat(100_000)];
    const files = new Map(
      hostile.flatMap((text, i) => [[`${i}.ts`, text] as const, [`${i}.py`, text] as const]),
    );
    const before = performance.now();
    expect(neighbours(files, new Set(files.keys())).size).toBe(0);
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});

describe('token estimates', () => {
  it('never cut through a letter', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.integer({ min: 0, max: 60 }),
        (text, most) => {
          const start = beginning(text, most);
          expect(text.startsWith(start)).toBe(true);
          expect(estimateTokens(start)).toBeLessThanOrEqual(most);
        },
      ),
    );
  });
});
