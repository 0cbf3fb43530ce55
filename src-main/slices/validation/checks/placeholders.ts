import { extname } from 'node:path/posix';
import type { Finding } from '#shared/model/check.ts';
import { type ChangedFile, lineAt } from './check-context.ts';
import { commentsOf } from './comments.ts';
import { isScript } from './file-kinds.ts';
import { scriptPlaceholders } from './placeholder-code.ts';
import { FILLER, isFiller, omissionIn } from './placeholder-words.ts';

const PROSE = new Set(['.md', '.markdown', '.txt', '.rst', '.adoc']);

type Stub = { extensions: readonly string[]; pattern: RegExp };

/** Ways in which other languages say that a body is missing. */
const STUBS: readonly Stub[] = [
  // A method may be empty as a hook for others, a function of a module has no such excuse.
  {
    extensions: ['.py'],
    pattern: /^(?:async )?def [^\n]*:\s*(?:\n\s+("""|''')[\s\S]*?\1)?\s*(?:pass|\.\.\.)[ \t]*$/gm,
  },
  { extensions: ['.py'], pattern: /^[ \t]+raise NotImplementedError\b/gm },
  { extensions: ['.rs'], pattern: /\b(?:todo|unimplemented)!\s*\(/g },
  { extensions: ['.go'], pattern: /\bpanic\("(?:not implemented|TODO|unimplemented)/g },
  {
    extensions: ['.java', '.kt', '.cs', '.scala'],
    pattern:
      /\bthrow (?:new )?(?:NotImplementedException|NotImplementedError|UnsupportedOperationException\("(?:not|TODO|un)[^"]*implemented)/gi,
  },
];
const ABSTRACT = /@(?:abc\.)?abstractmethod|@overload|\(Protocol\)|\(ABC\)/;
/** Characters before a body in which its function says that it is abstract. */
const HEAD = 400;

/** Is the work done or only outlined? Stubs, marks and filler that stand where content should be. */
export function placeholdersIn(file: ChangedFile): Finding[] {
  if (isScript(file.path)) return scriptPlaceholders(file);
  return PROSE.has(extname(file.path))
    ? prosePlaceholders(file)
    : [...commentPlaceholders(file), ...stubs(file)];
}

function commentPlaceholders({ path, text, change }: ChangedFile): Finding[] {
  return commentsOf(path, text).flatMap((comment): Finding[] => {
    const omission = omissionIn(comment.text);
    if (!omission) return [];
    const { rule, message, certain, at } = omission;
    const severity = change === 'modified' && !certain ? 'warning' : 'error';
    return [{ severity, rule, message, file: path, line: comment.line + lineAt(comment.text, at) - 1 }];
  });
}

function stubs({ path, text }: ChangedFile): Finding[] {
  const patterns = STUBS.filter((stub) => stub.extensions.includes(extname(path))).map(
    (stub) => stub.pattern,
  );
  const matches = patterns.flatMap((pattern) => [...text.matchAll(pattern)]);
  return matches
    .filter((match) => !ABSTRACT.test(text.slice(Math.max(0, match.index - HEAD), match.index)))
    .map((match) => {
      const line = lineAt(text, match.index + match[0].length);
      return {
        severity: 'error',
        rule: 'placeholders/not-implemented',
        message: 'A body is missing',
        file: path,
        line,
      };
    });
}

/** In prose a line counts that is a mark and nothing else, or filler. Examples in fences are not the author's words. */
function prosePlaceholders({ path, text }: ChangedFile): Finding[] {
  let isExample = false;
  return text.split('\n').flatMap((line, index): Finding[] => {
    if (/^\s*(?:```|~~~)/.test(line)) isExample = !isExample;
    if (isExample) return [];
    const place = { file: path, line: index + 1 };
    if (isFiller(line)) return [{ severity: 'error', ...FILLER, ...place }];
    if (!/^[\s>*\-|#\d.)_[\]]*\b(?:TODO|FIXME|TBD|XXX)\b[\s*_|\].]*(?::.*)?$/.test(line)) return [];
    return [
      { severity: 'warning', rule: 'placeholders/todo', message: 'The text is not finished here', ...place },
    ];
  });
}
