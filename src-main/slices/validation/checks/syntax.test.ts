import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SIZES } from '#shared/model/check-limits.ts';
import { examineFile } from './examine-file.ts';
import { FILE_KINDS } from './file-kinds.ts';
import { findJsonFault } from './json-text.ts';
import { syntaxFindings } from './syntax.ts';

async function places(path: string, text: string): Promise<string[]> {
  const findings = await syntaxFindings({ path, change: 'added', text });
  return findings.map((one) => `${one.severity} ${one.rule} ${one.line}:${one.column}`);
}

describe('syntax, with line and column', () => {
  it.each([
    ['a.yaml', 'a: 1\nb: [1, 2\nc: 3\n', 'error syntax/yaml 3:1'],
    ['a.yml', 'a: 1\na: 2\n', 'error syntax/yaml 2:1'],
    ['a.toml', '[a]\nb = 1\nc = = 2\n', 'error syntax/toml 3:5'],
    ['Cargo.lock', '[[package]]\nname = \n', 'error syntax/toml 2:8'],
    ['a.json', '{\n  "a": 1,\n  "b" 2\n}', 'error syntax/json 3:7'],
    ['a.py', 'def f():\n    return (1,\n', 'error syntax/python 1:1'],
    ['a.go', 'package a\nfunc f() { x := }\n', 'error syntax/go 2:16'],
    ['a.rs', 'fn f() {\n  let x = ;\n}\n', 'error syntax/rust 2:9'],
    ['A.java', 'class A {\n  int f( { }\n}\n', 'error syntax/java 2:9'],
    ['a.sh', 'if true; then\n  echo "a"\n', 'warning syntax/bash 3:1'],
    ['a.css', 'a { color: red\n', 'warning syntax/css 1:1'],
    ['a.html', '<p a="1" a="2">x</p>', 'warning syntax/html 1:11'],
  ])('%s', async (path, text, first) => {
    expect((await places(path, text))[0]).toBe(first);
  });

  it.each([
    ['chart.yaml', 'a: 1\n---\nb: &x [1]\nc: *x\n'],
    ['deploy.yaml', 'name: {{ .Values.name }}\nport: {{ .Port }}: {{ .x }}\n'],
    ['a.toml', 'a = 1979-05-27T07:32:00Z\n[b]\n"c d" = [1, 2,]\n'],
    ['a.py', 'match x:\n    case [a, *b] if a > 1:\n        print(f"{a!r:>{b}}")\n'],
    ['a.go', 'package a\n\nfunc Map[T, U any](xs []T, f func(T) U) []U { return nil }\n'],
    ['a.rs', "fn f<'a>(x: &'a str) -> impl Iterator<Item = char> + 'a { x.chars() }\n"],
    ['a.sh', '#!/bin/bash\nfor i in {1..3}; do echo "$i" <<EOF\nhi $i\nEOF\ndone\n'],
    ['tsconfig.json', '{ // why\n "a": [1,], }'],
    ['a.html', '<!doctype html><title>x</title><p>y'],
  ])('%s is right as it stands', async (path, text) => {
    expect(await places(path, text)).toEqual([]);
  });
});

describe('JSON', () => {
  it('is what JSON.parse takes, for every text', () => {
    const near = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', '"', '\\', ' ', '1', '/', '\u0001'))
      .map(
        ([text, at, mark]) =>
          text.slice(0, at % (text.length + 1)) + mark + text.slice(at % (text.length + 1)),
      );
    fc.assert(
      fc.property(fc.oneof(near, fc.string()), (text) => {
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        const found = findJsonFault(text);
        expect(found === undefined).toBe(isJson);
        if (found) expect(found.at).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 500 },
    );
  });

  it('ends quickly, whatever its depth and length', () => {
    expect(findJsonFault('['.repeat(1_000_000))?.message).toContain('Nested deeper');
    expect(findJsonFault(`"${'\\u0041'.repeat(300_000)}"`)).toBeUndefined();
    expect(findJsonFault(`/*${'/* '.repeat(100_000)}`, { comments: true })?.at).toBe(0);
  });
});

describe('hostile files', () => {
  const paths = [
    'a.ts',
    'a.test.js',
    'a.json',
    'a.yaml',
    'a.toml',
    'test_a.py',
    'a_test.go',
    'a.rs',
    'A.java',
  ];
  const parts = [
    '{',
    '}',
    '(',
    '"',
    "'",
    '`',
    '\n',
    'def ',
    'test(',
    'expect(1)',
    '- ',
    ': ',
    '&a ',
    '*a ',
    '\\',
    '\0',
  ];

  it('never make a check throw, and always have a place within the file', async () => {
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...parts)).map((all) => all.join('')),
    );
    const file = fc.constantFrom(...paths, 'a.sh', 'a.css', 'a.html', 'a.md');
    await fc.assert(
      fc.asyncProperty(file, text, fc.constantFrom(...FILE_KINDS), async (path, content, kind) => {
        const request = {
          kind,
          file: { path, change: 'added' as const, text: content },
          sizes: DEFAULT_SIZES,
        };
        const { findings } = await examineFile(request);
        const lines = content.split('\n').length;
        for (const one of findings) expect(one.line ?? 1).toBeLessThanOrEqual(lines);
        expect(findings.filter(({ rule }) => rule.endsWith('/unreadable'))).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('that are too long are told and not read', async () => {
    const file = { path: 'a.ts', change: 'added' as const, text: 'x'.repeat(1_000_001) };
    const report = await examineFile({ kind: 'syntax', file, sizes: DEFAULT_SIZES });
    expect(report.findings).toMatchObject([{ severity: 'warning', rule: 'syntax/too-long' }]);
  });

  it('with an alias bomb are parsed without following it', async () => {
    const bomb = ['a: &a [x, x]', ...Array.from({ length: 25 }, (_, at) => at)].map((at) =>
      typeof at === 'string'
        ? at
        : `b${at}: &b${at} [*${at === 0 ? 'a' : `b${at - 1}`}, *${at === 0 ? 'a' : `b${at - 1}`}]`,
    );
    expect(await places('a.yaml', `${bomb.join('\n')}\n`)).toEqual([]);
  });
});
