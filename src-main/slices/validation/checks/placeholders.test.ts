import { describe, expect, it } from 'vitest';
import { placeholdersIn } from './placeholders.ts';

function found(path: string, text: string, change: 'added' | 'modified' = 'added'): string[] {
  return placeholdersIn({ path, text, change }).map(
    (one) => `${one.severity} ${one.rule.split('/')[1]} ${one.line}`,
  );
}

describe('unfinished work in TypeScript', () => {
  it.each([
    ['function save(): void {}', 'error empty-function 1'],
    ['class Store {\n  save() {}\n}', 'warning empty-function 2'],
    ['export const save = () => {};', 'warning empty-function 1'],
    ['function save() {\n  throw new Error("Not implemented");\n}', 'error not-implemented 1'],
    ['const a = 1;\nfunction b() { throw new NotImplementedError(); }', 'error not-implemented 2'],
    ['const a = 1; // TODO: validate the input', 'error todo 1'],
    ['/**\n * Saves.\n * TODO implement retries\n */\nexport const a = 1;', 'error todo 3'],
    ['const a = 1; // FIXME(anna): wrong', 'error todo 1'],
    ['run();\n// ... rest of the code here', 'error omitted 2'],
    ['run(); // ... existing code ...', 'error omitted 1'],
    ['run(); /* your logic here */', 'error fill-in 1'],
    ['const price = 0; // in a real application this would ask the provider', 'error not-implemented 1'],
    ['export const text = "Lorem ipsum dolor sit amet";', 'error filler 1'],
    ['// only a comment', 'error empty-file 1'],
    ['', 'error empty-file 1'],
  ])('finds %j', (text, finding) => {
    expect(found('src/a.ts', text)).toEqual([finding]);
  });

  it('takes a mark in a file that was there before only as a warning', () => {
    expect(found('a.ts', 'run(); // TODO: faster', 'modified')).toEqual(['warning todo 1']);
    expect(found('a.ts', 'run(); // your code here', 'modified')).toEqual(['error fill-in 1']);
  });
});

describe('finished work that only sounds unfinished', () => {
  it.each([
    [
      'a to-do application',
      'const todo = await find("/todos"); if (todo.title === "TODO: buy milk") list(todo);',
    ],
    [
      'its comments',
      '// TODO items are listed by date\n// A todo has a title. The TODO list may be empty.\nlist();',
    ],
    ['its tests', 'test("TODO: keeps its title", () => { assert.equal(todo.title, "TODO"); });'],
    ['an answer of 501', 'reply.writeHead(501).end("Not Implemented");'],
    [
      'an error in one of several branches',
      'function f(a: string) { if (a) return 1; throw new Error("not implemented by this kind"); }',
    ],
    [
      'an empty function that says so',
      'export function noop() {}\nfunction onClose() { /* nothing to close */ }',
    ],
    ['an arrow that swallows', 'void run().catch(() => {});'],
    ['an empty constructor', 'class A { constructor(private readonly b: string) {} }'],
    [
      'an overload',
      'function f(a: string): void;\nfunction f(a: number): void;\nfunction f(a: unknown) { use(a); }',
    ],
    [
      'a placeholder of a form',
      'const field = { placeholder: "Your code here" }; // shown as the placeholder text of the field',
    ],
    [
      'a generator of filler',
      '// Words of the lorem ipsum generator\nexport const loremIpsum = words(); const label = "Lorem Ipsum Editor";',
    ],
    ['a default that waits', 'let stop = () => {}; stop = start();'],
    ['a stub that is a test double', 'const stub = createStub(); // stubs the payment provider'],
  ])('says nothing about %s', (_, text) => {
    expect(found('test/a.test.ts', text)).toEqual([]);
  });

  it('leaves what cannot be parsed to the syntax check', () => {
    expect(found('a.ts', 'function {')).toEqual([]);
  });
});

describe('other languages', () => {
  it.each([
    ['a.py', 'def save():\n    """Saves."""\n    pass\n', 'error not-implemented 3'],
    ['a.py', 'class A:\n    def save(self):\n        raise NotImplementedError\n', 'error not-implemented 3'],
    ['a.py', 'x = 1\n# TODO: more\n', 'error todo 2'],
    ['a.rs', 'fn save() { todo!() }', 'error not-implemented 1'],
    ['a.go', 'func save() { panic("not implemented") }', 'error not-implemented 1'],
    [
      'A.java',
      'void save() { throw new UnsupportedOperationException("Not implemented"); }',
      'error not-implemented 1',
    ],
    ['Dockerfile', 'FROM scratch\n# TODO: add the rest', 'error todo 2'],
    ['a.html', '<p>x</p>\n<!-- TODO: form -->', 'error todo 2'],
    ['README.md', '# Service\n\nTBD\n', 'warning todo 3'],
    ['README.md', 'Lorem ipsum dolor sit amet', 'error filler 1'],
  ])('finds in %s %j', (path, text, finding) => {
    expect(found(path, text)).toEqual([finding]);
  });

  it.each([
    ['a.py', 'class A(ABC):\n    @abstractmethod\n    def save(self):\n        raise NotImplementedError\n'],
    ['a.py', 'url = "http://x/# TODO: x"\n'],
    ['a.yml', 'run: echo "# TODO: x"\n'],
    ['README.md', '# TODO application\n\nEach TODO has a title.\n\n```\nTODO: buy milk\n```\n'],
    ['a.css', '.todo { background: url(//TODO) }'],
  ])('says nothing about %s %j', (path, text) => {
    expect(found(path, text)).toEqual([]);
  });
});
