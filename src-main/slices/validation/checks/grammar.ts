import { createRequire } from 'node:module';
import treeSitter, { type Language, type Node } from '@vscode/tree-sitter-wasm';

export type { Node } from '@vscode/tree-sitter-wasm';

/** Languages that are read by the grammars of Tree-sitter. */
export type Grammar = 'bash' | 'css' | 'go' | 'java' | 'python' | 'rust';

/** Characters of one file at most; what is longer is not written by hand. */
const MOST_CHARACTERS = 1024 * 1024;
/** Milliseconds of one piece of parsing; the event loop is free between two. */
const PIECE_MS = 15;
/** Milliseconds of all pieces of one file. */
const MOST_MS = 5_000;

const modulePath = createRequire(import.meta.url);
const languages = new Map<Grammar, Promise<Language>>();
let runtime: Promise<void> | undefined;

/**
 * Parses a text and gives the root of its tree to `look`, whose answer is the answer; `undefined` where the text is too
 * long or takes too long. Tree-sitter reads every text: what it could not understand are nodes with `isError` or
 * `isMissing`, and `root.hasError` says whether there are any. Offsets are those of JavaScript strings, rows begin at 0.
 * The tree lives outside of the garbage collector and is freed when `look` has answered: nodes must not leave it.
 */
export async function parseWith<T>(
  grammar: Grammar,
  text: string,
  look: (root: Node) => T | Promise<T>,
): Promise<T | undefined> {
  if (text.length > MOST_CHARACTERS) return undefined;
  const language = await languageOf(grammar);
  const parser = new treeSitter.Parser();
  try {
    parser.setLanguage(language);
    const startedAt = performance.now();
    let pieceEnd = startedAt + PIECE_MS;
    // The types promise nothing, the runtime stops at `true` and goes on there at the next call.
    const progressCallback = (): boolean => performance.now() > pieceEnd;
    let tree = parser.parse(text, null, { progressCallback });
    while (!tree) {
      await turn();
      const now = performance.now();
      if (now - startedAt > MOST_MS) return undefined;
      pieceEnd = now + PIECE_MS;
      tree = parser.parse(text, null, { progressCallback });
    }
    try {
      return await look(tree.rootNode);
    } finally {
      tree.delete();
    }
  } finally {
    parser.delete();
  }
}

/** Every node below a root and the root itself, parents first, in the order of the text. Punctuation is left out. */
export function* namedNodes(root: Node): Generator<Node> {
  const cursor = root.walk();
  try {
    for (;;) {
      if (cursor.nodeIsNamed) yield cursor.currentNode;
      if (cursor.gotoFirstChild()) continue;
      while (!cursor.gotoNextSibling()) if (!cursor.gotoParent()) return;
    }
  } finally {
    cursor.delete();
  }
}

/** Lets the event loop do what waits. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function languageOf(grammar: Grammar): Promise<Language> {
  runtime ??= treeSitter.Parser.init();
  await runtime;
  const loading =
    languages.get(grammar) ??
    treeSitter.Language.load(modulePath.resolve(`@vscode/tree-sitter-wasm/wasm/tree-sitter-${grammar}.wasm`));
  languages.set(grammar, loading);
  return loading;
}
