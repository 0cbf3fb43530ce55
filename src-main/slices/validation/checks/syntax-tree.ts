import { type Node, type ParserOptions, visitorKeys } from 'oxc-parser';

/** How oxc has to read a file: a `.js` file may be a module or not, and only its content says. */
export function parserOptions(path: string): ParserOptions {
  if (path.endsWith('.js') || path.endsWith('.jsx')) return { sourceType: 'unambiguous' };
  return path.endsWith('.cjs') || path.endsWith('.cts') ? { sourceType: 'commonjs' } : {};
}

/** Every node of a tree, parents first, in the order of the text. */
export function* nodesOf(root: Node): Generator<Node> {
  const waiting: Node[] = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    yield node;
    const fields = new Map(Object.entries(node));
    const children = (visitorKeys[node.type] ?? []).flatMap((key) => fields.get(key) ?? []);
    waiting.push(...children.filter(isNode).toReversed());
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

/** The names of a callee, from its base on: `expect(a).not.toBe` is `expect`, `not`, `toBe`. Empty for anything else. */
export function chainOf(node: Node): string[] {
  const names: string[] = [];
  for (let at: Node | undefined = node; at; ) {
    if (at.type === 'CallExpression') at = at.callee;
    else if (at.type === 'TaggedTemplateExpression') at = at.tag;
    else if (at.type === 'ChainExpression') at = at.expression;
    else if (at.type === 'AwaitExpression') at = at.argument;
    else if (at.type === 'MemberExpression') {
      if (at.property.type === 'Identifier') names.unshift(at.property.name);
      at = at.object;
    } else return at.type === 'Identifier' ? [at.name, ...names] : names;
  }
  return names;
}
