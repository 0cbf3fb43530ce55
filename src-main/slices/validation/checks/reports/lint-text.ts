import type { Finding } from '#shared/model/check.ts';
import { lineOf } from './test-report.ts';

const LONGEST_LINE = 1_000;

type Reader = { pattern: RegExp; read(match: readonly (string | undefined)[]): Finding };

/** One finding per line, by the manners of the common tools. The first that fits takes the line. */
const READERS: readonly Reader[] = [
  {
    // tsc: src/a.ts(3,7): error TS2322: Type …
    pattern: /^([^\s()]{1,300})\((\d{1,7}),(\d{1,7})\): (error|warning) (TS\d+): (.+)$/,
    read: ([, file, line, column, severity, rule, message]) =>
      said(severity === 'error' ? 'error' : 'warning', rule, message, file, line, column),
  },
  {
    // biome: src/a.ts:3:7 lint/style/useConst ━━━━
    pattern: /^([^\s:]{1,300}):(\d{1,7}):(\d{1,7}) ((?:lint|assist|parse|format|suppressions)[\w/]*)/,
    read: ([, file, line, column, rule]) => said('error', rule, rule, file, line, column),
  },
  {
    // biome: src/a.ts format ━━━━
    pattern: /^([^\s:]{1,300}\.\w{1,10}) (format|organizeImports|lint) ━/,
    read: ([, file, rule]) => said('error', rule, 'Not formatted as the project wants it', file),
  },
  {
    // gcc's manner, as of ruff, mypy, go vet, shellcheck, flake8: a.py:3:7: F401 message, a.c:3:7: error: message
    pattern:
      /^([^\s:]{1,300}):(\d{1,7}):(?:(\d{1,7}):)? (?:(error|warning|note|info)\b:? ?)?([A-Z]{1,4}\d{2,5})?:? ?(.+)$/,
    read: ([, file, line, column, severity, rule, message]) =>
      said(
        severity === 'warning' ? 'warning' : severity === 'note' || severity === 'info' ? 'info' : 'error',
        rule,
        message,
        file,
        line,
        column,
      ),
  },
  {
    // prettier --check: [warn] src/a.ts
    pattern: /^\[(?:warn|error)\] ([^\s:]{1,300}\.\w{1,10})(?:: (.+))?$/,
    read: ([, file, message]) =>
      said('error', 'prettier', message ?? 'Not formatted as the project wants it', file),
  },
  {
    // black, ruff format: would reformat src/a.py
    pattern: /^[Ww]ould reformat:? (\S{1,300})$/,
    read: ([, file]) => said('error', 'format', 'Not formatted as the project wants it', file),
  },
  {
    // gofmt -l: only paths; cargo fmt --check: Diff in src/a.rs:3:
    pattern: /^(?:Diff in )?([\w./-]{1,300}\.(?:go|rs))(?::(\d{1,7}):?| at line (\d{1,7}):)?$/,
    read: ([, file, line, other]) =>
      said('error', 'format', 'Not formatted as the project wants it', file, line ?? other),
  },
];

/** Reads what formatters and linters write for people; empty where nothing in it is known. */
export function readLintText(text: string): Finding[] {
  const findings: Finding[] = [];
  /** ESLint and rustc say the file, or the place, on a line of its own. */
  let open: string | undefined;
  let told: { severity: Finding['severity']; rule: string | undefined; message: string } | undefined;
  for (const whole of text.split('\n')) {
    const line = whole.slice(0, LONGEST_LINE).trimEnd();
    const [, row, column, level, message, rule] =
      /^\s+(\d{1,7}):(\d{1,7})\s+(error|warning)\s+(\S.*?)(?: {2,}([\w@/-]{1,100}))?$/.exec(line) ?? [];
    if (row !== undefined && open !== undefined) {
      findings.push(said(level === 'error' ? 'error' : 'warning', rule, message, open, row, column));
      continue;
    }
    const [, rustLevel, rustRule, rustMessage] = /^(error|warning)(?:\[(\w+)\])?: (.+)$/.exec(line) ?? [];
    if (rustMessage !== undefined) {
      told = { severity: rustLevel === 'error' ? 'error' : 'warning', rule: rustRule, message: rustMessage };
      continue;
    }
    const [, file, at, col] = /^\s+--> ([^\s:]{1,300}):(\d{1,7}):(\d{1,7})$/.exec(line) ?? [];
    if (told && file !== undefined) {
      findings.push(said(told.severity, told.rule, told.message, file, at, col));
      told = undefined;
      continue;
    }
    if (/^(?:\/|[A-Za-z]:\\)?[\w@. /\\-]{1,300}\.[cm]?[jt]sx?$/.test(line)) open = line;
    for (const { pattern, read } of READERS) {
      const match = pattern.exec(line);
      if (!match) continue;
      findings.push(read(match));
      break;
    }
  }
  return findings;
}

function said(
  severity: Finding['severity'],
  rule: string | undefined,
  message: string | undefined,
  file: string | undefined,
  line?: string,
  column?: string,
): Finding {
  const at = lineOf(column).line;
  return {
    severity,
    rule: rule ?? 'tool',
    message: message ?? '',
    ...(file === undefined ? {} : { file }),
    ...lineOf(line),
    ...(at === undefined ? {} : { column: at }),
  };
}
