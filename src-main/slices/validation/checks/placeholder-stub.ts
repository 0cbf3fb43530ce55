import type { Finding } from '#shared/model/check.ts';
import type { Node } from './grammar.ts';
import { omissionIn } from './placeholder-words.ts';

/** What a node is found guilty of; undefined for most nodes. */
export type Stub = { severity: Finding['severity']; rule: string; message: string; at: Node };

/** What the grammars call comments. */
export const COMMENTS = new Set(['comment', 'line_comment', 'block_comment']);

/** Named children of a body without its comments. */
export function statementsOf(body: Node): Node[] {
  return body.namedChildren.flatMap((child) =>
    child && !COMMENTS.has(child.type)
      ? child.type === 'statement_list'
        ? statementsOf(child)
        : [child]
      : [],
  );
}

/** Whether a comment in or right before a body tells why it is as it is. */
export function isExplained(body: Node): boolean {
  return [...body.namedChildren, ...(body.parent?.namedChildren ?? [])].some(
    (child) => child !== null && COMMENTS.has(child.type) && !omissionIn(child.text),
  );
}
