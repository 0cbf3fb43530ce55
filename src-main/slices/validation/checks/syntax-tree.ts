import { type Node, type ParserOptions, type Program, visitorKeys } from 'oxc-parser';

/** How oxc has to read a file: a `.js` file may be a module or not, and only its content says. */
export function parserOptions(path: string): ParserOptions {
  if (path.endsWith('.js') || path.endsWith('.jsx')) return { sourceType: 'unambiguous' };
  return path.endsWith('.cjs') || path.endsWith('.cts') ? { sourceType: 'commonjs' } : {};
}

/** Every node of a tree, parents first, in the order of the text. */
export function* nodesOf(program: Program): Generator<Node> {
  const waiting: Node[] = [program];
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
