import { describe, expect, it } from 'vitest';
import { honestyFindings } from './honesty.ts';

async function rules(text: string, path = 'a.test.ts'): Promise<string[]> {
  const findings = await honestyFindings({ path, change: 'added', text });
  return findings.map(({ severity, rule, line }) => `${severity} ${rule.replace('honesty/', '')}:${line}`);
}

/** One test around a body. */
const inTest = (body: string) => `test('it', async () => { ${body} });`;

describe('a test that cannot fail is a finding', () => {
  it.each([
    ['nothing in it', inTest(''), 'error no-assertion:1'],
    ['only calls', inTest('add(1, 2);'), 'error no-assertion:1'],
    [
      'a helper that asserts nothing',
      `const run = () => add(1);\n${inTest('run();')}`,
      'error no-assertion:2',
    ],
    ['a truism', inTest('assert(true);'), 'error tautology:1'],
    ['a truism of ok', inTest("assert.ok('yes');"), 'error tautology:1'],
    ['two constants', inTest('expect(1).toBe(1);'), 'error tautology:1'],
    ['two equal lists', inTest('assert.deepEqual([1, { a: 2 }], [1, { a: 2 }]);'), 'error tautology:1'],
    ['a value and itself', inTest('const x = add(1); expect(x).toEqual(x);'), 'error tautology:1'],
    ['a comparison with itself', inTest('assert(user.name === user.name);'), 'error tautology:1'],
    [
      'a swallowed failure',
      inTest('try { assert.equal(add(1), 2); } catch (e) { console.log(e); }'),
      'error swallowed:1',
    ],
    ['a promise nobody waits for', inTest('expect(load()).resolves.toBe(1);'), 'error not-awaited:1'],
    ['the same of assert', inTest('assert.rejects(load());'), 'error not-awaited:1'],
    ['no matcher', inTest('expect(add(1));'), 'error no-matcher:1'],
    ['a matcher not called', inTest('expect(add(1)).toBeTruthy;'), 'error no-matcher:1'],
    ['a focused test', 'test.only("a", () => { expect(f()).toBe(1); });', 'error focused:1'],
    ['a focused group', 'describe.only("a", () => {});', 'error focused:1'],
    ['fit', 'fit("a", () => { expect(f()).toBe(1); });', 'error focused:1'],
    [
      'an option that focuses',
      'test("a", { only: true }, () => { expect(f()).toBe(1); });',
      'error focused:1',
    ],
    ['a skipped test', 'it.skip("a", () => {});', 'warning skipped:1'],
    ['a test to do', 'test.todo("a");', 'warning skipped:1'],
    ['an option that skips', 'test("a", { skip: "why" }, () => {});', 'warning skipped:1'],
    ['a case of a table', 'it.each([1, 2])("%d", (n) => { add(n); });', 'error no-assertion:1'],
    ['one of two', inTest('expect(1).toBe(1); expect(add(1)).toBe(2);'), 'warning tautology:1'],
  ])('%s', async (_name, text, expected) => {
    expect(await rules(text)).toEqual([expected]);
  });
});

describe('an honest test is none', () => {
  it.each([
    ['assert', inTest('assert.equal(add(1), 2);')],
    ['expect with not', inTest('expect(add(1)).not.toBe(3);')],
    ['a call compared with the same call', inTest('expect(random()).toBe(random());')],
    ['awaited', inTest('await expect(load()).rejects.toThrow();')],
    ['returned', "test('a', () => expect(load()).resolves.toBe(1));"],
    ['a throw', inTest('if (add(1) !== 2) throw new Error("no");')],
    ['fail in the try', inTest('try { f(); assert.fail("no"); } catch (e) { assert.equal(e.code, 1); }')],
    ['a handler that throws on', inTest('try { assert(f()); } catch (e) { throw e; }')],
    ['a helper of the file', `function holds(a) { assert(a.ok); }\n${inTest('holds(f());')}`],
    [
      'a helper of a helper',
      `const a = (x) => b(x); const b = (x) => expect(x).toBe(1);\n${inTest('a(f());')}`,
    ],
    ['a helper from elsewhere', `import { roundTrip } from './helpers.ts';\n${inTest('roundTrip(f());')}`],
    ['a named import', `import { equal } from 'node:assert';\n${inTest('equal(add(1), 2);')}`],
    ['the test itself', "test('a', (t) => { t.equal(add(1), 2); });"],
    ['the test handed on', "test('a', (t) => { run(t); });"],
    ['its parts', "test('a', ({ is }) => { is(add(1), 2); });"],
    ['chai', inTest('expect(f()).to.be.true; f().should.equal(1);')],
    ['a property', inTest('fc.assert(fc.property(fc.nat(), (n) => n >= 0));')],
    ['something that must not be reached', inTest('if (f()) assert(false);')],
    ['hooks', 'test.beforeEach(() => { start(); });'],
    ['broken code, which is for another check', 'test("a", () => {'],
  ])('%s', async (_name, text) => {
    expect(await rules(text)).toEqual([]);
  });
});

describe('Python', () => {
  const python = (text: string) => rules(text, 'test_a.py');
  it.each([
    ['nothing', 'def test_a():\n    add(1)\n', 'error no-assertion:1'],
    ['a truism', 'def test_a():\n    assert True\n', 'error tautology:2'],
    ['a tuple', 'def test_a():\n    assert (add(1) == 2, "why")\n', 'error tautology:2'],
    ['a name and itself', 'def test_a():\n    x = f()\n    assert x == x\n', 'error tautology:3'],
    [
      'swallowed',
      'def test_a():\n    try:\n        assert f() == 1\n    except Exception:\n        pass\n',
      'error swallowed:3',
    ],
    ['skipped', '@pytest.mark.skip(reason="x")\ndef test_a():\n    pass\n', 'warning skipped:1'],
    [
      'an inherited helper',
      'class T(Base):\n    def test_a(self):\n        self.runs(1)\n',
      'warning no-assertion:2',
    ],
  ])('%s', async (_name, text, expected) => {
    expect(await python(text)).toEqual([expected]);
  });

  it.each([
    ['assert', 'def test_a():\n    assert add(1) == 2\n'],
    ['unittest', 'class T(TestCase):\n    def test_a(self):\n        self.assertEqual(add(1), 2)\n'],
    ['raises', 'def test_a():\n    with pytest.raises(ValueError):\n        add(None)\n'],
    ['a helper', 'def holds(x):\n    assert x\ndef test_a():\n    holds(f())\n'],
    [
      'another error is caught',
      'def test_a():\n    try:\n        assert f()\n    except KeyError:\n        pass\n',
    ],
  ])('%s is fine', async (_name, text) => {
    expect(await python(text)).toEqual([]);
  });
});

describe('Go', () => {
  const test = (body: string) => `package a\nfunc TestA(t *testing.T) {\n${body}\n}\n`;
  it('needs something that can fail', async () => {
    expect(await rules(test('Add(1)'), 'a_test.go')).toEqual(['error no-assertion:2']);
    expect(await rules(test('if Add(1) != 2 { t.Errorf("no") }'), 'a_test.go')).toEqual([]);
    expect(await rules(test('check(t, Add(1))'), 'a_test.go')).toEqual([]);
    expect(await rules(test('require.Equal(t, 2, Add(1))'), 'a_test.go')).toEqual([]);
  });
});
