import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { unwrap } from '#shared/faults.ts';
import type { CheckResult } from '#shared/model/check.ts';
import { checkFixture, type Fixture } from './check-fixture.ts';
import { compareLock, LOCKS } from './dependencies/compare.ts';
import { licenceFinding } from './dependencies/licences.ts';
import { runChecks } from './run-checks.ts';

const removals: (() => void)[] = [];
afterEach(() => {
  for (const remove of removals.splice(0)) remove();
});

async function check(fixture: Fixture): Promise<CheckResult> {
  const { context, remove } = checkFixture(fixture);
  removals.push(remove);
  const [result] = unwrap(await runChecks(context, ['dependencies']));
  if (!result) throw new Error('no result');
  return result;
}

const said = (result: Pick<CheckResult, 'findings'>) =>
  result.findings.map(({ severity, rule }) => `${severity} ${rule}`);

const manifest = (dependencies: object) => JSON.stringify({ dependencies });
const npmLock = (dependencies: object, packages: object) =>
  JSON.stringify({ lockfileVersion: 3, packages: { '': { dependencies }, ...packages } });

describe('dependencies', () => {
  it('are skipped where no lock file is concerned', async () => {
    expect(await check({ files: { 'a.ts': '' } })).toMatchObject({ verdict: 'skipped' });
    expect(await check({ files: { 'package.json': '{}' } })).toMatchObject({ verdict: 'skipped' });
  });

  it('that are new are listed, with their licences by the lock or by what is installed', async () => {
    const old = { 'node_modules/a': { version: '1.0.0', license: 'MIT' } };
    const lock = npmLock(
      { a: '^1.0.0' },
      {
        ...old,
        'node_modules/@x/gpl': { version: '2.0.0', license: 'GPL-3.0-only' },
        'node_modules/b/node_modules/c': { version: '3.0.0' },
        'node_modules/d': { version: '1.0.0' },
        'packages/own': { version: '1.0.0' },
        'node_modules/own': { link: true, resolved: 'packages/own' },
      },
    );
    const result = await check({
      base: { 'package-lock.json': npmLock({ a: '^1.0.0' }, old) },
      files: {
        'package-lock.json': lock,
        'package.json': manifest({ a: '^1.0.0' }),
        'node_modules/c/package.json': '{"license":"(MIT OR Apache-2.0)"}',
      },
    });
    expect(result.summary).toBe('3 new packages: @x/gpl 2.0.0, c 3.0.0, d 1.0.0');
    expect(said(result)).toEqual(['warning dependencies/copyleft', 'info dependencies/licence-unknown']);
    expect(result.verdict).toBe('pass');
  });

  it('from elsewhere than a registry are flagged', async () => {
    const lock = npmLock(
      {},
      {
        'node_modules/g': {
          version: '1.0.0',
          license: 'MIT',
          resolved: 'git+ssh://git@github.com/x/g.git#abc',
        },
        'node_modules/h': { version: '1.0.0', license: 'MIT', resolved: 'https://example.com/h.tgz' },
        'node_modules/f': { version: '1.0.0', license: 'MIT', resolved: 'file:../f' },
        'node_modules/r': {
          version: '1.0.0',
          license: 'MIT',
          resolved: 'https://registry.npmjs.org/r/-/r-1.0.0.tgz',
        },
      },
    );
    expect(said(await check({ files: { 'package-lock.json': lock } }))).toEqual([
      'warning dependencies/from-git',
      'warning dependencies/from-http',
      'warning dependencies/from-file',
    ]);
  });

  it('a manifest that runs ahead of its lock is an error', async () => {
    const result = await check({
      base: { 'package-lock.json': npmLock({ a: '1' }, {}), 'package.json': manifest({ a: '1' }) },
      files: { 'package-lock.json': npmLock({ a: '1' }, {}), 'package.json': manifest({ a: '2', b: '1' }) },
    });
    expect(said(result)).toEqual(['error dependencies/out-of-step', 'error dependencies/out-of-step']);
    expect(result).toMatchObject({ verdict: 'fail', mode: 'warn' });
  });
});

describe('lock files', () => {
  const compare = (lockName: string, lock: string, beside?: string) =>
    compareLock({
      kind: 'dependencies',
      lockName,
      lock: { path: lockName, text: lock },
      base: undefined,
      manifest: beside === undefined ? undefined : { path: '', text: beside },
    });

  it.each([
    [
      'pnpm-lock.yaml',
      `lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      a: {specifier: ^1.0.0, version: 1.0.0}
packages:
  a@1.0.0: {resolution: {integrity: sha512-x}}
  '@x/b@2.0.0(a@1.0.0)': {resolution: {tarball: 'https://codeload.github.com/x/b/tar.gz/abc'}}
`,
      manifest({ a: '^1.0.0', z: '1' }),
      ['a 1.0.0', '@x/b 2.0.0 http'],
    ],
    [
      'yarn.lock',
      `# yarn lockfile v1

"@x/a@^1.0.0", "@x/a@^1.1.0":
  version "1.1.0"
  resolved "https://registry.yarnpkg.com/@x/a/-/a-1.1.0.tgz#abc"

z@git+https://github.com/x/z.git:
  version "1.0.0"
`,
      manifest({ '@x/a': '^1.1.0', y: '1' }),
      ['@x/a 1.1.0', 'z 1.0.0 git'],
    ],
    [
      'poetry.lock',
      '[[package]]\nname = "Flask"\nversion = "3.0.0"\n\n[[package]]\nname = "g"\nversion = "1"\n[package.source]\ntype = "git"\nurl = "x"\n',
      '[tool.poetry.dependencies]\npython = "^3"\nflask = "3"\nabsent = "1"\n',
      ['flask 3.0.0', 'g 1 git'],
    ],
    [
      'uv.lock',
      '[[package]]\nname = "own"\nversion = "0"\nsource = { virtual = "." }\n[[package]]\nname = "a"\nversion = "1"\nsource = { registry = "x" }\n',
      '[project]\ndependencies = ["a>=1 ; python_version > \'3\'", "b[x]"]\n',
      ['a 1'],
    ],
    [
      'Cargo.lock',
      '[[package]]\nname = "own"\nversion = "0.1.0"\n[[package]]\nname = "serde"\nversion = "1.0.1"\nsource = "registry+https://x"\n[[package]]\nname = "g"\nversion = "1.0.0"\nsource = "git+https://x"\n',
      '[package]\nname = "own"\n[dependencies]\nserde = "1"\nabsent = "2"\n',
      ['serde 1.0.1', 'g 1.0.0 git'],
    ],
    [
      'go.sum',
      'example.com/a v1.0.0 h1:x=\nexample.com/a v1.0.0/go.mod h1:y=\nexample.com/b v1.0.0/go.mod h1:z=\n',
      'module m\n\nrequire (\n\texample.com/a v1.0.0\n\texample.com/c v1.0.0 // indirect\n)\n',
      ['example.com/a v1.0.0'],
    ],
  ])('%s', (lockName, lock, beside, expected) => {
    const { added, findings } = compare(lockName, lock, beside);
    expect(added.map(({ name, version, from }) => [name, version, from].filter(Boolean).join(' '))).toEqual(
      expected,
    );
    expect(said({ findings })).toEqual(['error dependencies/out-of-step']);
  });

  it('requirements.txt', () => {
    const text =
      '# x\nflask==3.0.0 \\\n    --hash=sha256:x\nFoo_Bar>=1\n-e git+https://x/y.git#egg=y\nz @ https://x/z.whl\n-r other.txt\n';
    expect(compare('requirements.txt', text).added).toEqual([
      { name: 'flask', version: '3.0.0' },
      { name: 'foo-bar', version: '' },
      { name: 'y', version: '', from: 'git' },
      { name: 'z', version: '', from: 'http' },
    ]);
  });

  it('of any text are compared without a throw', () => {
    const words = [
      '{',
      '}',
      '"packages":',
      '{"packages":{"":1,"node_modules/a":null}}',
      '[[package]]\n',
      'a: ',
      'b@1:\n',
    ];
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...words)).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(LOCKS)), text, text, (lockName, lock, beside) => {
        expect(compare(lockName, lock, beside).added.length).toBeLessThanOrEqual(1_000);
      }),
      { numRuns: 400 },
    );
  });
});

describe('licences', () => {
  const rule = (licence: string, allow = ['MIT', 'no such licence']) =>
    licenceFinding({ name: 'a', version: '1', licence }, allow, 'l')?.rule;
  it.each([
    ['MIT', undefined],
    ['(GPL-2.0-only OR MIT)', undefined],
    ['GPL-2.0-only AND MIT', 'dependencies/copyleft'],
    ['Apache-2.0', 'dependencies/licence'],
    ['SEE LICENSE IN x', 'dependencies/licence-unknown'],
    ['('.repeat(10_000), 'dependencies/licence-unknown'],
  ])('%s', (licence, expected) => {
    expect(rule(licence)).toBe(expected);
  });
});
