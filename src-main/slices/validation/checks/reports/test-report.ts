/** What a run of tests reported. */
export type TestReport = {
  /** Tests that ran to a verdict: skipped and to-do ones are not among them. */
  executed: number;
  failed: FailedTest[];
};

export type FailedTest = {
  /** Names of the suites around it and its own. */
  name: string;
  message: string;
  /** Path as the runner gave it. */
  file?: string;
  line?: number;
};

/** Failures of one report that are kept. */
export const MOST_FAILED = 200;

/** A value of unknown JSON as a record; empty for anything else. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}

/** A positive whole number of what a program wrote, as a field `line`. */
export function lineOf(value: unknown): { line?: number } {
  const line = Number(value);
  return Number.isInteger(line) && line > 0 && line < 10_000_000 ? { line } : {};
}

/** The value of a text that should be JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
