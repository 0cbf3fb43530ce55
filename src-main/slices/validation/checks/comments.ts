import { basename, extname } from 'node:path/posix';

export type Comment = { text: string; line: number };

type Syntax = { line: readonly string[]; block?: readonly [string, string]; quotes: string };

const C_LIKE: Syntax = { line: ['//'], block: ['/*', '*/'], quotes: `"'\`` };
const HASH: Syntax = { line: ['#'], quotes: `"'` };
const MARKUP: Syntax = { line: [], block: ['<!--', '-->'], quotes: '' };

const SYNTAX_BY_EXTENSION: Record<string, Syntax> = {
  ...each(
    ['.go', '.rs', '.java', '.kt', '.cs', '.c', '.h', '.cpp', '.hpp', '.swift', '.scala', '.dart', '.php'],
    C_LIKE,
  ),
  ...each(['.css', '.scss', '.less', '.proto', '.graphql', '.vue', '.svelte'], C_LIKE),
  ...each(['.py', '.rb', '.sh', '.bash', '.yml', '.yaml', '.toml', '.tf', '.env', '.conf'], HASH),
  ...each(['.html', '.htm', '.xml', '.svg'], MARKUP),
  '.sql': { line: ['--'], block: ['/*', '*/'], quotes: `'` },
};

function each(extensions: readonly string[], syntax: Syntax): Record<string, Syntax> {
  return Object.fromEntries(extensions.map((extension) => [extension, syntax]));
}

/** Comments of a file by the manner of its language; none for kinds that are not known here. */
export function commentsOf(path: string, text: string): Comment[] {
  const isHash = /^(Dockerfile|Containerfile|Makefile|\.gitignore|\.dockerignore|\.editorconfig)/.test(
    basename(path),
  );
  const syntax = isHash ? HASH : SYNTAX_BY_EXTENSION[extname(path)];
  return syntax ? scan(text, syntax) : [];
}

/** One pass over the text that steps over quoted strings, so that what they hold is no comment. */
function scan(text: string, syntax: Syntax): Comment[] {
  const comments: Comment[] = [];
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const end = commentEnd(text, at, syntax) ?? stringEnd(text, at, syntax.quotes) ?? at + 1;
    const part = text.slice(at, end);
    if (commentEnd(text, at, syntax) !== undefined) comments.push({ text: part, line });
    line += countLines(part);
    at = end;
  }
  return comments;
}

function commentEnd(text: string, at: number, syntax: Syntax): number | undefined {
  if (syntax.line.some((mark) => text.startsWith(mark, at)) && startsWord(text, at)) {
    const end = text.indexOf('\n', at);
    return end === -1 ? text.length : end;
  }
  const [open, close] = syntax.block ?? [];
  if (open === undefined || close === undefined || !text.startsWith(open, at)) return undefined;
  const end = text.indexOf(close, at + open.length);
  return end === -1 ? text.length : end + close.length;
}

/** `https://…` and `a#b` hold no comment. */
function startsWord(text: string, at: number): boolean {
  return at === 0 || !/[\w:#/]/.test(text[at - 1] ?? '');
}

/** A string ends at its quote or at the end of its line: an apostrophe in prose then costs one line at most. */
function stringEnd(text: string, at: number, quotes: string): number | undefined {
  const quote = text[at];
  if (quote === undefined || !quotes.includes(quote)) return undefined;
  for (let next = at + 1; next < text.length; next++) {
    if (text[next] === '\\') next++;
    else if (text[next] === quote) return next + 1;
    else if (text[next] === '\n' && quote !== '`') return next;
  }
  return text.length;
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
