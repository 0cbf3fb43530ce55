import { extname } from 'node:path/posix';
import type { Finding } from '#shared/model/check.ts';
import { type ChangedFile, lineAt } from './check-context.ts';
import { commentsOf } from './comments.ts';
import { isScript } from './file-kinds.ts';
import { scriptPlaceholders } from './placeholder-code.ts';
import { grammarPlaceholders } from './placeholder-grammar.ts';
import { FILLER, isFiller, omissionIn } from './placeholder-words.ts';

const PROSE = new Set(['.md', '.markdown', '.txt', '.rst', '.adoc']);

type Pattern = { extensions: readonly string[]; pattern: RegExp };

/** Ways in which languages without a grammar here say that a body is missing. */
const PATTERNS: readonly Pattern[] = [
  { extensions: ['.kt'], pattern: /(?:=|\{)\s{0,20}TODO\(/g },
  {
    extensions: ['.kt', '.cs', '.scala'],
    pattern: /\bthrow (?:new )?(?:NotImplementedException|NotImplementedError)\b/g,
  },
  { extensions: ['.scala'], pattern: /=\s{0,20}\?\?\?/g },
];

/** Is the work done or only outlined? Stubs, marks and filler that stand where content should be. */
export async function placeholdersIn(file: ChangedFile): Promise<Finding[]> {
  if (isScript(file.path)) return scriptPlaceholders(file);
  if (PROSE.has(extname(file.path))) return prosePlaceholders(file);
  return (await grammarPlaceholders(file)) ?? [...commentPlaceholders(file), ...stubs(file)];
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
  const patterns = PATTERNS.filter((one) => one.extensions.includes(extname(path)));
  return patterns
    .flatMap(({ pattern }) => [...text.matchAll(pattern)])
    .map((match) => {
      const line = lineAt(text, match.index + match[0].length);
      const rule = 'placeholders/not-implemented';
      return { severity: 'error', rule, message: 'A body is missing', file: path, line };
    });
}

const MARK_ALONE = /^[\s>*\-|#\d.)_[\]]*\b(?:TODO|FIXME|TBD|XXX)\b[\s*_|\].]*(?::.*)?$/;
/** A line that promises a text instead of being one. */
const PROMISE =
  /^[\s>*\-_([]{0,20}(?:(?:more |details |content |documentation |description )?(?:is |are )?(?:coming soon|to (?:be )?(?:come|written|defined|determined|added|completed|documented)|under construction|work in progress)|(?:content|text|description|details) goes here|(?:insert|add|put|write) (?:your |the |a )?(?:[\w-]{1,30} ){1,4}here)[\s.!…*_)\]]{0,20}$/i;

/** In prose a line counts that is a mark and nothing else, or filler. Examples in fences are not the author's words. */
function prosePlaceholders({ path, text }: ChangedFile): Finding[] {
  const found: Finding[] = [];
  let isExample = false;
  let said = 0;
  for (const [index, line] of text.split('\n').entries()) {
    const isFence = /^\s*(?:```|~~~)/.test(line);
    if (isFence) isExample = !isExample;
    if (isExample || isFence) said++;
    else {
      const one = promiseIn(line);
      if (one) found.push({ ...one, file: path, line: index + 1 });
      else if (!/^\s*(?:#{1,6}\s.*|[=-]*)\s*$/.test(line)) said++;
    }
  }
  // Where nothing else is said, the whole document is still to be written.
  return said > 0 ? found : found.map((finding) => ({ ...finding, severity: 'error' }));
}

function promiseIn(line: string): Pick<Finding, 'severity' | 'rule' | 'message'> | undefined {
  if (line.length > 1_000) return isFiller(line) ? { severity: 'error', ...FILLER } : undefined;
  if (isFiller(line)) return { severity: 'error', ...FILLER };
  if (MARK_ALONE.test(line))
    return { severity: 'warning', rule: 'placeholders/todo', message: 'The text is not finished here' };
  if (PROMISE.test(line))
    return { severity: 'warning', rule: 'placeholders/promise', message: 'The text is only promised here' };
  return undefined;
}
