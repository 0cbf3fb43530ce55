import { extname } from 'node:path/posix';
import { parseSync } from 'oxc-parser';
import { ok } from '#shared/faults.ts';
import type { Finding } from '#shared/model/check.ts';
import { counted } from '#shared/words.ts';
import { type ChangedFile, type CheckRun, lineAt } from './check-context.ts';
import { parserOptions } from './syntax-tree.ts';

/** Findings per file: after the first few, a parser mostly stumbles over its own recovery. */
const MOST_PER_FILE = 5;

const SCRIPTS = new Set(['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx']);

/** Can the changed files be parsed? TypeScript and JavaScript by oxc, JSON by the language; other kinds are counted. */
export const checkSyntax: CheckRun = (_context, changed) => {
  const scripts = changed.filter((file) => isScript(file.path));
  const data = changed.filter((file) => extname(file.path) === '.json');
  const parsed = scripts.length + data.length;
  const findings = [...scripts.flatMap(scriptFindings), ...data.flatMap(jsonFindings)];
  const left = changed.length - parsed;
  const others = left === 0 ? '' : `, ${left} of a kind without a parser here`;
  const bad = new Set(findings.map((finding) => finding.file)).size;
  return ok({
    findings,
    summary: `${counted(parsed, 'file')} parsed, ${bad} broken${others}`,
    skipped: parsed === 0,
  });
};

export function isScript(path: string): boolean {
  return SCRIPTS.has(extname(path));
}

function scriptFindings({ path, text }: ChangedFile): Finding[] {
  const rule = /\.[cm]?tsx?$/.test(path) ? 'syntax/typescript' : 'syntax/javascript';
  const { errors } = parseSync(path, text, { ...parserOptions(path), showSemanticErrors: true });
  return errors.slice(0, MOST_PER_FILE).map((error) => ({
    severity: 'error',
    rule,
    message: error.message,
    file: path,
    line: lineAt(text, error.labels[0]?.start ?? 0),
    ...(error.helpMessage === null ? {} : { hint: error.helpMessage }),
  }));
}

/** Files that are JSON with comments by custom. */
const WITH_COMMENTS = /(^|\/)([jt]sconfig[^/]*|\.vscode\/[^/]+|devcontainer)\.json$/;

function jsonFindings({ path, text }: ChangedFile): Finding[] {
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (WITH_COMMENTS.test(path)) return jsonWithCommentsFindings(path, plain);
  try {
    JSON.parse(plain);
    return [];
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    // Only the message tells the place; where it tells none, the text ended too early.
    const place = /position (\d+)/.exec(message)?.[1];
    const line = lineAt(plain, place === undefined ? plain.length : Number(place));
    return [{ severity: 'error', rule: 'syntax/json', message, file: path, line }];
  }
}

function jsonWithCommentsFindings(path: string, text: string): Finding[] {
  const [error] = parseSync('data.js', `(${text}\n)`).errors;
  if (!error) return [];
  const line = lineAt(text, Math.max(0, (error.labels[0]?.start ?? 1) - 1));
  return [{ severity: 'error', rule: 'syntax/json', message: error.message, file: path, line }];
}
