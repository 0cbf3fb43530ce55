import type { CheckKind, CheckResult, Finding } from '#shared/model/check.ts';

/** Checks by commands of the project itself, whose errors may be older than the work. */
export const PROJECT_CHECKS: ReadonlySet<CheckKind | 'format' | 'lint'> = new Set([
  'tests',
  'format',
  'lint',
]);

/**
 * A result without what was wrong before already: such errors are told as warnings and do not count, and those that are
 * gone are told. Without anything that looked at single files, an old error hides new ones: then the check is skipped.
 */
export function forgiveOld(now: CheckResult, before: CheckResult): CheckResult {
  const known = counts(before.findings.filter(isError));
  const findings: Finding[] = [];
  let old = 0;
  for (const finding of now.findings) {
    if (!isError(finding) || !take(known, finding)) {
      findings.push(finding);
      continue;
    }
    old++;
    const message = `Failed before this work already: ${finding.message}`;
    findings.push({ ...finding, severity: 'warning', rule: `${now.kind}/failed-before`, message });
  }
  const fixed = before.findings.filter((finding) => isError(finding) && take(known, finding));
  for (const { rule: _rule, severity: _severity, ...finding } of fixed) {
    const message = `Failed before this work and passes now: ${finding.message}`;
    findings.push({ ...finding, severity: 'info', rule: `${now.kind}/fixed`, message });
  }
  if (old + fixed.length === 0) return now;
  const hidden = findings.every(({ severity, file }) => severity === 'info' || file === undefined);
  const verdict = findings.some(isError) ? 'fail' : old > 0 && hidden ? 'skipped' : 'pass';
  const summary = `${now.summary}; ${old} failed before the work already, ${fixed.length} fixed by it`;
  return { ...now, verdict, findings, summary };
}

function isError({ severity }: Finding): boolean {
  return severity === 'error';
}

/** What makes two findings the same although lines and measured times moved. */
function keyOf({ rule, file, message }: Finding): string {
  const [first = ''] = message.split('\n', 1);
  return [rule, file ?? '', first.replace(/\d+/g, '#')].join('\0');
}

function counts(findings: readonly Finding[]): Map<string, number> {
  const known = new Map<string, number>();
  for (const finding of findings) known.set(keyOf(finding), (known.get(keyOf(finding)) ?? 0) + 1);
  return known;
}

function take(known: Map<string, number>, finding: Finding): boolean {
  const left = known.get(keyOf(finding)) ?? 0;
  if (left > 0) known.set(keyOf(finding), left - 1);
  return left > 0;
}
