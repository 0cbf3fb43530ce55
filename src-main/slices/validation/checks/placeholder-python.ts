import { isTestFile } from './check-context.ts';
import type { Node } from './grammar.ts';
import { isExplained, type Stub, statementsOf } from './placeholder-stub.ts';
import { EMPTY_ON_PURPOSE, saysNotImplemented } from './placeholder-words.ts';

/** A class says by its bases or its name that others are to fill it in. */
const ABSTRACT_BASE = /\b(?:ABC|ABCMeta|Protocol|Interface|NamedTuple|TypedDict)\b/;
const ABSTRACT_NAME = /Base|Abstract|Mixin|Interface|Protocol|^I[A-Z]|(?:Adapter|Backend|ABC)$/;
const ABSTRACT_DECORATOR =
  /\b(?:abstract\w*|overload|typing\.overload|final|fixture|command|group|callback|main)\b/;
/** Words by which a body that raises tells that it is meant for others. */
const FOR_OTHERS =
  /subclass|sub-class|derived|overrid|overload|abstract|inherit|child class|must be (?:implemented|defined)|implementation|interface|concrete|not supported|unsupported|available/i;

/** Words by which a function says that nothing is what it is to do. */
const ON_PURPOSE = /\bnothing\b|\bno-?op\b|deprecated|\bignored?\b|compatib/i;

/** A function that does nothing, or only raises that it is not implemented. */
export function pythonStub(node: Node, path: string): Stub | undefined {
  if (node.type !== 'function_definition' || path.endsWith('.pyi')) return undefined;
  const body = node.childForFieldName('body');
  const name = node.childForFieldName('name')?.text ?? '';
  if (!body || body.hasError) return undefined;
  const [first, ...more] = statementsOf(body);
  const documented = first !== undefined && isString(first);
  const [only, ...rest] = documented ? more : first ? [first, ...more] : more;
  if (rest.length > 0) return undefined;
  const decorated = node.parent?.type === 'decorated_definition';
  const decorators = decorated
    ? (node.parent?.text.slice(0, node.startIndex - node.parent.startIndex) ?? '')
    : '';
  if (ABSTRACT_DECORATOR.test(decorators)) return undefined;
  if (only?.type === 'raise_statement') return raises(node, body, only, name);
  const isEmpty = only === undefined || only.type === 'pass_statement' || isEllipsis(only);
  // A method may be empty as a hook for others; a function of a module has no such excuse, unless it says so.
  const isPlain = node.parent?.type === 'module' || node.parent?.parent?.type === 'module';
  const inModule = isPlain && !classOf(node) && !decorated;
  if (!isEmpty || !inModule || EMPTY_ON_PURPOSE.test(name) || /^__\w+__$|^_\w?$/.test(name)) return undefined;
  if (isExplained(body) || isTestFile(path) || ON_PURPOSE.test(body.text)) return undefined;
  const at = only ?? body;
  // Words on what it does with nothing below them are a promise; without words it may be a mere callback.
  const severity = documented || !hasParameters(node) ? 'error' : 'warning';
  return { severity, rule: 'placeholders/not-implemented', message: `${name} does nothing`, at };
}

function raises(node: Node, body: Node, only: Node, name: string): Stub | undefined {
  const raised = only.namedChildren[0];
  const type = raised?.type === 'call' ? raised.childForFieldName('function')?.text : raised?.text;
  if (type !== 'NotImplementedError') return undefined;
  const owner = classOf(node);
  if (FOR_OTHERS.test(body.text)) return undefined;
  const words = raised?.type === 'call' ? wordsOf(raised) : undefined;
  // With words on why, it is a refusal.
  if (words !== undefined && !saysNotImplemented(words)) return undefined;
  const message = `${name} only raises that it is not implemented`;
  const stub: Stub = { severity: 'error', rule: 'placeholders/not-implemented', message, at: only };
  if (!owner) return stub;
  if (isMeantForOthers(owner)) return undefined;
  return stub;
}

/** By its bases, its name or its words, because a class of the same file derives from it, or because it is mostly such methods. */
function isMeantForOthers(owner: Node): boolean {
  const name = owner.childForFieldName('name')?.text ?? '';
  const bases = owner.childForFieldName('superclasses')?.text ?? '';
  if (ABSTRACT_BASE.test(bases) || ABSTRACT_NAME.test(name)) return true;
  const body = owner.childForFieldName('body');
  const [first] = body ? statementsOf(body) : [];
  if (first && isString(first) && FOR_OTHERS.test(first.text)) return true;
  const file = owner.tree.rootNode.text;
  return new RegExp(`^[ \\t]*class[ \\t]+\\w+\\([^)\\n]{0,200}\\b${name}\\b`, 'm').test(file);
}

function classOf(node: Node): Node | undefined {
  for (let above = node.parent; above; above = above.parent) {
    if (above.type === 'class_definition') return above;
    if (above.type === 'function_definition') return undefined;
  }
  return undefined;
}

function hasParameters(node: Node): boolean {
  return (node.childForFieldName('parameters')?.namedChildCount ?? 0) > 0;
}

/** What a call is given first: the words of a string, or the code that makes them. */
function wordsOf(call: Node): string | undefined {
  const argument = call.childForFieldName('arguments')?.namedChildren[0];
  if (!argument) return undefined;
  return argument.type === 'string' ? argument.text.slice(1, -1) : argument.text;
}

function isString(node: Node): boolean {
  return node.type === 'expression_statement' && node.namedChildren[0]?.type === 'string';
}

function isEllipsis(node: Node): boolean {
  return node.type === 'expression_statement' && node.namedChildren[0]?.type === 'ellipsis';
}
