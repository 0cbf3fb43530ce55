import { expect, test } from 'vitest';
import { type Grammar, namedNodes, parseWith } from './grammar.ts';

const SAMPLES: Record<Grammar, { good: string; bad: string; first: string }> = {
  bash: { good: 'echo "a"\n', bad: 'if true; then\n', first: 'command' },
  css: { good: 'a { color: red }\n', bad: 'a { color: red\n', first: 'rule_set' },
  go: { good: 'package a\n', bad: 'package a\nfunc {', first: 'package_clause' },
  java: { good: 'class A {}\n', bad: 'class A {', first: 'class_declaration' },
  python: { good: 'def f():\n  pass\n', bad: 'def f(:\n  pass\n', first: 'function_definition' },
  rust: { good: 'fn f() {}\n', bad: 'fn f( {}\n', first: 'function_item' },
};

test.each(Object.entries(SAMPLES))('%s is parsed, and broken text says so', async (grammar, sample) => {
  const language = grammar as Grammar;
  const good = await parseWith(language, sample.good, (root) => [root.hasError, root.firstNamedChild?.type]);
  expect(good).toEqual([false, sample.first]);
  expect(await parseWith(language, sample.bad, (root) => root.hasError)).toBe(true);
});

test('offsets count as JavaScript does, also after letters outside of the first plane', async () => {
  const text = 'a = "😀é"\nraise B\n';
  const at = await parseWith('python', text, (root) => {
    for (const node of namedNodes(root))
      if (node.type === 'raise_statement') return [node.startIndex, node.startPosition.row];
    return undefined;
  });
  expect(at).toEqual([text.indexOf('raise'), 1]);
});

test('a long file leaves the event loop free while it is parsed, and a longer one is not read at all', async () => {
  const text = 'def f(x):\n  return [x, (y + 1) * 2]\n'.repeat(20_000);
  let turns = 0;
  let running = true;
  const count = () => {
    turns++;
    if (running) setImmediate(count);
  };
  setImmediate(count);
  expect(await parseWith('python', text, (root) => root.namedChildCount)).toBe(20_000);
  running = false;
  expect(turns).toBeGreaterThan(3);
  expect(await parseWith('python', text.repeat(2), (root) => root.type)).toBeUndefined();
});

test('hostile nesting and bytes that are no text come to an end', async () => {
  for (const text of ['('.repeat(200_000), '{['.repeat(100_000), '\0\u0001\ud800'.repeat(1_000)])
    expect(await parseWith('python', text, (root) => root.hasError)).toBe(true);
});
