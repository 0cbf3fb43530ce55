import { basename, extname } from 'node:path/posix';
import { parseSync } from 'oxc-parser';
import { parse as parseHtml } from 'parse5';
import { parse as parseToml, TomlError } from 'smol-toml';
import { parseAllDocuments } from 'yaml';
import type { Finding } from '#shared/model/check.ts';
import { type ChangedFile, placeAt } from './check-context.ts';
import { isScript } from './file-kinds.ts';
import { type Grammar, type Node, parseWith } from './grammar.ts';
import { findJsonFault } from './json-text.ts';
import { parserOptions } from './syntax-tree.ts';

/** Findings per file: after the first few, a parser mostly stumbles over its own recovery. */
const MOST_PER_FILE = 5;

type Parse = (file: ChangedFile) => Finding[] | Promise<Finding[]>;

const PARSERS: Readonly<Record<string, Parse>> = {
  '.json': jsonFindings,
  '.jsonc': jsonFindings,
  '.yaml': yamlFindings,
  '.yml': yamlFindings,
  '.toml': tomlFindings,
  '.html': htmlFindings,
  '.htm': htmlFindings,
  '.py': byGrammar('python', 'error'),
  '.pyi': byGrammar('python', 'error'),
  '.go': byGrammar('go', 'error'),
  '.rs': byGrammar('rust', 'error'),
  '.java': byGrammar('java', 'error'),
  // These grammars know less than the programs that read such files: what they do not understand may be right.
  '.sh': byGrammar('bash', 'warning'),
  '.bash': byGrammar('bash', 'warning'),
  '.css': byGrammar('css', 'warning'),
};

/** Whether there is a parser for a file of this name. */
export function hasSyntax(path: string): boolean {
  return parserOf(path) !== undefined;
}

/** Can the file be parsed? Each finding has the line and the column. */
export function syntaxFindings(file: ChangedFile): Finding[] | Promise<Finding[]> {
  return parserOf(file.path)?.(file) ?? [];
}

function parserOf(path: string): Parse | undefined {
  if (isScript(path)) return scriptFindings;
  // Names such as `Cargo.lock` say nothing by their extension.
  if (basename(path) === 'Cargo.lock' || basename(path) === 'poetry.lock') return tomlFindings;
  return Object.hasOwn(PARSERS, extname(path)) ? PARSERS[extname(path)] : undefined;
}

function scriptFindings({ path, text }: ChangedFile): Finding[] {
  const rule = /\.[cm]?tsx?$/.test(path) ? 'syntax/typescript' : 'syntax/javascript';
  const { errors } = parseSync(path, text, { ...parserOptions(path), showSemanticErrors: true });
  return errors.slice(0, MOST_PER_FILE).map((error) => ({
    severity: 'error',
    rule,
    message: error.message,
    file: path,
    ...placeAt(text, error.labels[0]?.start ?? 0),
    ...(error.helpMessage === null ? {} : { hint: error.helpMessage }),
  }));
}

/** Files that are JSON with comments by custom. */
const WITH_COMMENTS =
  /(^|\/)([jt]sconfig[^/]*|\.vscode\/[^/]+|devcontainer|biome|\.eslintrc|api-extractor)\.json$|\.jsonc$/;

function jsonFindings({ path, text }: ChangedFile): Finding[] {
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  const found = findJsonFault(text.slice(start), { comments: WITH_COMMENTS.test(path) });
  if (!found) return [];
  const place = placeAt(text, found.at + start);
  return [{ severity: 'error', rule: 'syntax/json', message: found.message, file: path, ...place }];
}

/** What a template engine fills in is no YAML before it has done so. */
const TEMPLATE = /\{\{[\s\S]{0,2000}?\}\}|\{%[\s\S]{0,2000}?%\}/;

function yamlFindings({ path, text }: ChangedFile): Finding[] {
  const documents = parseAllDocuments(text, { prettyErrors: false, logLevel: 'silent' });
  const errors = Array.isArray(documents) ? documents.flatMap((document) => document.errors) : [];
  if (errors.length > 0 && TEMPLATE.test(text)) return [];
  return errors.slice(0, MOST_PER_FILE).map((error) => ({
    severity: 'error',
    rule: 'syntax/yaml',
    message: error.message,
    file: path,
    ...placeAt(text, error.pos[0]),
  }));
}

function tomlFindings({ path, text }: ChangedFile): Finding[] {
  try {
    parseToml(text);
    return [];
  } catch (thrown) {
    if (!(thrown instanceof TomlError)) throw thrown;
    // Below the first line the message draws the place.
    const [message = ''] = thrown.message.split('\n');
    const { line, column } = thrown;
    return [{ severity: 'error', rule: 'syntax/toml', message, file: path, line, column }];
  }
}

/** Browsers forgive much: only what changes the meaning of a page is told. */
const HTML_FAULTS =
  /^(eof-in|unexpected-(?!question)|duplicate-attribute|missing-(end-tag|whitespace)|abrupt)/;

function htmlFindings({ path, text }: ChangedFile): Finding[] {
  const findings: Finding[] = [];
  parseHtml(text, {
    onParseError({ code, startLine, startCol }) {
      if (!HTML_FAULTS.test(code) || findings.length >= MOST_PER_FILE) return;
      const message = `The page is not well-formed here: ${code.replaceAll('-', ' ')}`;
      const place = { line: Math.max(1, startLine), column: Math.max(1, startCol) };
      findings.push({ severity: 'warning', rule: 'syntax/html', message, file: path, ...place });
    },
  });
  return findings;
}

function byGrammar(grammar: Grammar, severity: Finding['severity']): Parse {
  return async ({ path, text }) => {
    const rule = `syntax/${grammar}`;
    const found = await parseWith(grammar, text, (root) => {
      return faultsBelow(root).map((node): Finding => {
        const message = node.isMissing
          ? `Here belongs ${node.type}`
          : `Not ${grammar}: ${excerpt(node.text)}`;
        const place = { line: node.startPosition.row + 1, column: node.startPosition.column + 1 };
        return { severity, rule, message, file: path, ...place };
      });
    });
    if (found) return found;
    const message = 'The file took too long to parse and was not checked';
    return [{ severity: 'warning', rule: `${rule}-unread`, message, file: path }];
  };
}

/** What the grammar could not understand, or missed, in the order of the text. */
function faultsBelow(root: Node): Node[] {
  const faults: Node[] = [];
  const waiting = [root];
  for (let at = waiting.pop(); at && faults.length < MOST_PER_FILE; at = waiting.pop()) {
    if (at.isError || at.isMissing) faults.push(at);
    // What is missing may be a mark without a name, so all children count.
    else if (at.hasError) waiting.push(...at.children.filter((child) => child !== null).toReversed());
  }
  return faults;
}

function excerpt(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}
