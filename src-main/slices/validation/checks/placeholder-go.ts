import type { Node } from './grammar.ts';
import { isExplained, type Stub, statementsOf } from './placeholder-stub.ts';
import { EMPTY_ON_PURPOSE, saysNotImplemented } from './placeholder-words.ts';

const FAILING = /^(?:panic|errors\.New|fmt\.Errorf|log\.(?:Fatal|Panic)f?|xerrors\.New|t\.Fatal)$/;

/** A function that does nothing, or only fails because it is not implemented. */
export function goStub(node: Node, path: string): Stub | undefined {
  if (node.type !== 'function_declaration' && node.type !== 'method_declaration') return undefined;
  const body = node.childForFieldName('body');
  const name = node.childForFieldName('name')?.text ?? '';
  if (!body || body.hasError) return undefined;
  const [only, ...more] = statementsOf(body);
  if (only === undefined) return empty(node, body, name, path);
  if (more.length > 0 || isOfUnimplemented(node)) return undefined;
  const words = wordsOf(failingCall(only));
  if (words === undefined || !saysNotImplemented(words)) return undefined;
  const message = `${name} only says that it is not implemented`;
  return { severity: 'error', rule: 'placeholders/not-implemented', message, at: only };
}

/** A method may be there for its interface alone, and another build of the same function may be the one that works. */
function empty(node: Node, body: Node, name: string, path: string): Stub | undefined {
  if (node.type === 'method_declaration' || isExplained(body) || EMPTY_ON_PURPOSE.test(name))
    return undefined;
  const hasOtherBuild = /^\s*\/\/(?:go:build| \+build)/m.test(node.tree.rootNode.text.slice(0, 3_000));
  const isOther = /_(?:other|stub|noop|fake|windows|linux|darwin|js|wasm|test)\.go$/.test(path);
  if (hasOtherBuild || isOther || name === 'init' || name === '_') return undefined;
  if (name === 'main' && /\b_ "/.test(node.tree.rootNode.text)) return undefined;
  return {
    severity: 'error',
    rule: 'placeholders/empty-function',
    message: `${name} does nothing`,
    at: body,
  };
}

/** Of a type that is called so, as the generator of gRPC makes it for servers that leave methods out. */
function isOfUnimplemented(node: Node): boolean {
  return /\bUnimplemented/.test(node.childForFieldName('receiver')?.text ?? '');
}

/** The call by which a statement fails: `panic(…)`, or what an error is made with that is returned. */
function failingCall(statement: Node): Node | undefined {
  const calls = statement.type === 'return_statement' ? returnedValues(statement) : statement.namedChildren;
  const call = calls.at(-1);
  return call?.type === 'call_expression' ? call : undefined;
}

function returnedValues(statement: Node): (Node | null)[] {
  return statement.namedChildren[0]?.namedChildren ?? [];
}

function wordsOf(call: Node | undefined): string | undefined {
  if (!call || !FAILING.test(call.childForFieldName('function')?.text ?? '')) return undefined;
  const argument = call.childForFieldName('arguments')?.namedChildren[0];
  if (argument?.type === 'call_expression') return wordsOf(argument);
  return argument?.namedChildren[0]?.text;
}
