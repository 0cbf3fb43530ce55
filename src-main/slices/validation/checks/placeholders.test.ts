import { describe, expect, it } from 'vitest';
import { placeholdersIn } from './placeholders.ts';

async function found(path: string, text: string, change: 'added' | 'modified' = 'added'): Promise<string[]> {
  const findings = await placeholdersIn({ path, text, change });
  return findings.map((one) => `${one.severity} ${one.rule.split('/')[1]} ${one.line}`);
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
  ])('finds %j', async (text, finding) => {
    expect(await found('src/a.ts', text)).toEqual([finding]);
  });

  it('takes a mark in a file that was there before only as a warning', async () => {
    expect(await found('a.ts', 'run(); // TODO: faster', 'modified')).toEqual(['warning todo 1']);
    expect(await found('a.ts', 'run(); // your code here', 'modified')).toEqual(['error fill-in 1']);
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
  ])('says nothing about %s', async (_, text) => {
    expect(await found('test/a.test.ts', text)).toEqual([]);
  });

  it('leaves what cannot be parsed to the syntax check', async () => {
    expect(await found('a.ts', 'function {')).toEqual([]);
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
    ['README.md', '# Service\n\nTBD\n', 'error todo 3'],
    ['README.md', '# Service\n\nIt books rooms.\n\n## API\n\n*Coming soon*\n', 'warning promise 7'],
    ['README.md', '## Usage\n\n[Insert your description here]\n', 'error promise 3'],
    [
      'a.py',
      'class A:\n    def save(self):\n        """Saves."""\n        raise NotImplementedError("TODO")\n',
      'error not-implemented 4',
    ],
    ['a.py', 'def save(): ...\n', 'error not-implemented 1'],
    ['a.py', 'def price():\n    # TODO: ask the provider\n    return 0\n', 'error todo 2'],
    ['a.py', 'def price():\n    return 42  # hard-coded for now\n', 'error not-implemented 2'],
    [
      'a.go',
      'package a\n\nfunc Save() error {\n\treturn errors.New("not implemented")\n}\n',
      'error not-implemented 4',
    ],
    ['a.go', 'package a\n\nfunc Save() {\n}\n', 'error empty-function 3'],
    ['a.rs', 'impl A { fn save(&self) { unimplemented!() } }', 'error not-implemented 1'],
    ['a.rs', 'fn save() { panic!("not yet implemented") }', 'error not-implemented 1'],
    ['a.rs', 'fn save() {}\nfn load() -> u8 { 1 }', 'error empty-function 1'],
    ['a.rs', '#[test]\nfn saves() {}', 'error hollow-test 2'],
    [
      'A.java',
      'class A {\n  void save() {\n    // TODO Auto-generated method stub\n  }\n}',
      'error not-implemented 3',
    ],
    ['A.java', 'class A {\n  public void save() {\n  }\n}', 'warning empty-function 2'],
    ['A.java', 'class A {\n  @Test\n  void saves() {\n  }\n}', 'error hollow-test 2'],
    ['a.kt', 'fun save() = TODO()', 'error not-implemented 1'],
    ['A.cs', 'void Save() => throw new NotImplementedException();', 'error not-implemented 1'],
    ['README.md', 'Lorem ipsum dolor sit amet', 'error filler 1'],
  ])('finds in %s %j', async (path, text, finding) => {
    expect(await found(path, text)).toEqual([finding]);
  });

  it.each([
    ['a.py', 'class A(ABC):\n    @abstractmethod\n    def save(self):\n        raise NotImplementedError\n'],
    ['a.py', 'url = "http://x/# TODO: x"\n'],
    ['a.py', 'class Store(Protocol):\n    def save(self) -> None: ...\n'],
    [
      'a.py',
      '@overload\ndef f(a: int) -> int: ...\n@overload\ndef f(a: str) -> str: ...\ndef f(a):\n    return a\n',
    ],
    ['a.pyi', 'def save() -> None: ...\n'],
    [
      'a.py',
      'class A:\n    def save(self):\n        raise NotImplementedError\n\nclass B(A):\n    def save(self):\n        return 1\n',
    ],
    ['a.py', 'class A:\n    def __init__(self):\n        pass\n    def on_close(self):\n        pass\n'],
    ['a.py', 'def noop():\n    pass\n\ntry:\n    run()\nexcept OSError:\n    pass\n'],
    ['a.go', 'package a\n\nfunc (*Node) isExpression() {}\n\nfunc stop() {\n\t// nothing runs here\n}\n'],
    ['a.go', '//go:build !linux\n\npackage a\n\nfunc limit() {}\n'],
    ['a.go', '// Code generated by protoc. DO NOT EDIT.\npackage a\nfunc f() { panic("not implemented") }\n'],
    [
      'a.rs',
      'trait A { fn hook(&self) {} }\nfn kind(a: u8) -> u8 { match a { 1 => 1, _ => unimplemented!("kinds above 1") } }',
    ],
    [
      'A.java',
      'class A {\n  A() {}\n  @Override public void close() {}\n  void run() { try { go(); } catch (Exception e) {} }\n}',
    ],
    ['A.java', 'interface A {\n  void save();\n  default void close() {}\n}'],
    ['A.java', 'class A { public boolean remove(Object o) { throw new UnsupportedOperationException(); } }'],
    ['A.java', 'abstract class A { void hook() {} abstract void save(); }'],
    ['README.md', '# Inn\n\nGuests see "coming soon" where rooms are being built.\n'],
    ['a.yml', 'run: echo "# TODO: x"\n'],
    ['README.md', '# TODO application\n\nEach TODO has a title.\n\n```\nTODO: buy milk\n```\n'],
    ['a.css', '.todo { background: url(//TODO) }'],
  ])('says nothing about %s %j', async (path, text) => {
    expect(await found(path, text)).toEqual([]);
  });
});
