import type { Node } from './grammar.ts';
import { isExplained, type Stub, statementsOf } from './placeholder-stub.ts';
import { EMPTY_ON_PURPOSE, saysNotImplemented } from './placeholder-words.ts';

const MISSING = /^(?:\w+\.)*NotImplemented(?:Exception|Error)$/;
/** A collection that cannot be changed throws this by contract; only its words tell a stub from that. */
const UNSUPPORTED =
  /^(?:UnsupportedOperationException|IllegalStateException|RuntimeException|Error|AssertionError)$/;
const NOT_YET = /\bnot (?:yet )?supported yet\b|\bnot supported yet\b|\bauto-generated\b/i;
const HOOKS = /(?:Adapter|Listener|Visitor|Base|Abstract|Noop|NoOp|Default|Dummy|Null|Mock|Stub|Fake)/;

/** A method that does nothing, or only throws that it is not implemented. */
export function javaStub(node: Node): Stub | undefined {
  if (node.type !== 'method_declaration') return undefined;
  const body = node.childForFieldName('body');
  const name = node.childForFieldName('name')?.text ?? '';
  if (body?.type !== 'block' || body.hasError) return undefined;
  const [only, ...more] = statementsOf(body);
  if (only === undefined) return empty(node, body, name);
  if (more.length > 0 || only.type !== 'throw_statement') return undefined;
  const thrown = only.namedChildren[0];
  if (thrown?.type !== 'object_creation_expression') return undefined;
  const type = thrown.childForFieldName('type')?.text ?? '';
  const words = thrown.childForFieldName('arguments')?.namedChildren[0]?.namedChildren[0]?.text ?? '';
  const isMissing =
    MISSING.test(type) || (UNSUPPORTED.test(type) && (saysNotImplemented(words) || NOT_YET.test(words)));
  if (!isMissing) return undefined;
  const message = `${name} only throws that it is not implemented`;
  return { severity: 'error', rule: 'placeholders/not-implemented', message, at: only };
}

/** An empty method may be a hook for others, so it is a warning; a test that is empty proves nothing. */
function empty(node: Node, body: Node, name: string): Stub | undefined {
  const modifiers = node.namedChildren.find((child) => child?.type === 'modifiers')?.text ?? '';
  if (/@(?:Test|ParameterizedTest)\b/.test(modifiers))
    return {
      severity: 'error',
      rule: 'placeholders/hollow-test',
      message: 'The test checks nothing',
      at: node,
    };
  const owner = node.parent?.parent;
  const isHook =
    owner?.type !== 'class_declaration' || /\babstract\b/.test(headOf(owner)) || HOOKS.test(headOf(owner));
  // Annotations such as @Override and @Pointcut make methods that others call or that only carry them.
  if (isHook || /@|\b(?:protected|default)\b/.test(modifiers)) return undefined;
  if (body.namedChildCount > 0 || isExplained(body) || EMPTY_ON_PURPOSE.test(name)) return undefined;
  return {
    severity: 'warning',
    rule: 'placeholders/empty-function',
    message: `${name} does nothing`,
    at: body,
  };
}

function headOf(owner: Node): string {
  const body = owner.childForFieldName('body');
  return owner.text.slice(0, body ? body.startIndex - owner.startIndex : 200);
}
