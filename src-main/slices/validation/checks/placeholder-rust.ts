import type { Node } from './grammar.ts';
import { isExplained, type Stub, statementsOf } from './placeholder-stub.ts';
import { EMPTY_ON_PURPOSE, saysNotImplemented } from './placeholder-words.ts';

/** `todo!()` anywhere, a function that is nothing but `unimplemented!()`, and a function that does nothing. */
export function rustStub(node: Node, path: string): Stub | undefined {
  if (node.type === 'macro_invocation') return macroStub(node);
  if (node.type !== 'function_item') return undefined;
  const body = node.childForFieldName('body');
  const name = node.childForFieldName('name')?.text ?? '';
  if (!body || body.hasError || statementsOf(body).length > 0) return undefined;
  // A method may be empty for its trait; attributes make functions that are not called by their name.
  const isFree = node.parent?.type === 'source_file' || node.parent?.parent?.type === 'mod_item';
  const attributes = attributesOf(node);
  if (attributes.some((text) => /\btest\b/.test(text)))
    return {
      severity: 'error',
      rule: 'placeholders/hollow-test',
      message: 'The test checks nothing',
      at: node,
    };
  if (!isFree || attributes.length > 0 || isExplained(body) || EMPTY_ON_PURPOSE.test(name)) return undefined;
  const isOnly = statementsOf(node.tree.rootNode).length === 1;
  if ((name === 'main' && !isOnly) || /(?:^|\/)(?:tests?|benches|examples|ui|fuzz)\//.test(path))
    return undefined;
  return {
    severity: 'error',
    rule: 'placeholders/empty-function',
    message: `${name} does nothing`,
    at: body,
  };
}

function macroStub(node: Node): Stub | undefined {
  const macro = node.childForFieldName('macro')?.text ?? '';
  const rule = 'placeholders/not-implemented';
  if (macro === 'todo')
    return { severity: 'error', rule, message: 'todo! stands where code should be', at: node };
  const isAll = isWholeBody(node);
  const isMissing =
    macro === 'unimplemented' || (macro === 'panic' && isAll && saysNotImplemented(words(node)));
  if (!isMissing) return undefined;
  // As one branch of several it mostly means "never for this kind"; with words on why, it is a refusal.
  if (macro === 'unimplemented' && words(node) !== '' && !saysNotImplemented(words(node))) return undefined;
  const severity = isAll ? 'error' : 'warning';
  return { severity, rule, message: `${macro}! stands where code should be`, at: node };
}

function isWholeBody(node: Node): boolean {
  const statement = node.parent?.type === 'expression_statement' ? node.parent : node;
  const block = statement.parent;
  return (
    block?.type === 'block' && block.parent?.type === 'function_item' && statementsOf(block).length === 1
  );
}

function words(node: Node): string {
  const tokens = node.namedChildren.find((child) => child?.type === 'token_tree');
  return tokens?.namedChildren[0]?.namedChildren[0]?.text ?? '';
}

function attributesOf(node: Node): string[] {
  const attributes: string[] = [];
  for (let before = node.previousNamedSibling; before; before = before.previousNamedSibling) {
    if (before.type !== 'attribute_item') break;
    attributes.push(before.text);
  }
  return attributes;
}
