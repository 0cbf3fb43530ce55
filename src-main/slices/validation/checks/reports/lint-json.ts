import type { Finding } from '#shared/model/check.ts';
import { lineOf, listOf, parsed, recordOf, textOf } from './test-report.ts';

/** The JSON of ESLint, Ruff, Biome or rustc, as findings without a rule's prefix; undefined where it is none of them. */
export function readLintJson(text: string): Finding[] | undefined {
  const whole = parsed(text.trim());
  if (Array.isArray(whole)) return readEslint(whole) ?? readRuff(whole);
  return readBiome(recordOf(whole)) ?? readRustc(text);
}

type Said = { severity: Finding['severity']; rule: string; message: string; file: string };

function finding(said: Said, line: unknown, column: unknown): Finding {
  const at = lineOf(column).line;
  return { ...said, ...lineOf(line), ...(at === undefined ? {} : { column: at }) };
}

function readEslint(files: readonly unknown[]): Finding[] | undefined {
  const all = files.map(recordOf);
  if (!all.every((file) => 'filePath' in file && Array.isArray(file.messages))) return undefined;
  return all.flatMap((file) =>
    listOf(file.messages)
      .map(recordOf)
      .map((message) =>
        finding(
          {
            severity: message.severity === 2 ? 'error' : 'warning',
            rule: textOf(message.ruleId) || 'eslint',
            message: textOf(message.message),
            file: textOf(file.filePath),
          },
          message.line,
          message.column,
        ),
      ),
  );
}

function readRuff(all: readonly unknown[]): Finding[] | undefined {
  const found = all.map(recordOf);
  if (!found.every((one) => 'filename' in one && 'location' in one)) return undefined;
  return found.map((one) => {
    const { row, column } = recordOf(one.location);
    const said = { rule: textOf(one.code) || 'ruff', message: textOf(one.message) };
    return finding({ severity: 'error', ...said, file: textOf(one.filename) }, row, column);
  });
}

function readBiome(report: Readonly<Record<string, unknown>>): Finding[] | undefined {
  if (!Array.isArray(report.diagnostics)) return undefined;
  return report.diagnostics.map(recordOf).map((one) => {
    const { path, start } = recordOf(one.location);
    const file = textOf(path) || textOf(recordOf(path).file);
    const severity = one.severity === 'error' || one.severity === 'fatal' ? 'error' : 'warning';
    const message = textOf(one.description) || textOf(one.message) || textOf(one.category);
    const { line, column } = recordOf(start);
    return finding({ severity, rule: textOf(one.category) || 'biome', message, file }, line, column);
  });
}

/** The messages of `cargo clippy --message-format=json`, one per line. */
function readRustc(text: string): Finding[] | undefined {
  const messages = text
    .split('\n')
    .filter((line) => line.startsWith('{') && line.includes('"compiler-message"'))
    .map((line) => recordOf(recordOf(parsed(line)).message));
  if (messages.length === 0) return undefined;
  return messages.flatMap((message) => {
    const spans = listOf(message.spans).map(recordOf);
    const span = spans.find((one) => one.is_primary === true);
    if (!span) return [];
    const rule = textOf(recordOf(message.code).code) || 'rustc';
    const severity = message.level === 'error' ? 'error' : 'warning';
    const said = { severity, rule, message: textOf(message.message), file: textOf(span.file_name) } as const;
    return [finding(said, span.line_start, span.column_start)];
  });
}
