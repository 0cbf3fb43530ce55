import { assertNever, ok, type Result } from '#shared/faults.ts';
import type { CheckKind, CheckResult, Finding } from '#shared/model/check.ts';
import { modeOf } from '#shared/model/check-rules.ts';
import { counted } from '#shared/words.ts';
import { type CheckContext, type CheckOutcome, type CheckRun, readChanged } from './check-context.ts';
import { checkCoverage } from './coverage.ts';
import { checkDependencies } from './dependencies.ts';
import { checkFiles } from './file-check.ts';
import { isFileKind } from './file-kinds.ts';
import { checkOutputs } from './outputs.ts';
import { checkTests } from './tests.ts';
import { checkFormat, checkLint } from './tools.ts';

/** More findings of one check help nobody and would swell the journal. */
const MOST_FINDINGS = 200;

/**
 * Runs checks in the given order. A check fails by findings of severity `error`. A fault means that a check could not be
 * made at all, such as `sandbox` where nothing holds the project's tests; then there are no verdicts.
 */
export async function runChecks(
  context: CheckContext,
  kinds: readonly CheckKind[],
): Promise<Result<CheckResult[]>> {
  const changed = await readChanged(context);
  const results: CheckResult[] = [];
  for (const kind of kinds) {
    const mode = modeOf(kind, context.settings.checks);
    if (mode === 'off') {
      results.push(switchedOff(kind));
      continue;
    }
    context.log(`Checking ${kind}`);
    const startedAt = performance.now();
    const outcome = await checkOf(kind)(context, changed);
    if (!outcome.ok) return outcome;
    const result = { ...concluded(kind, outcome.value, performance.now() - startedAt), mode };
    context.log(`${kind}: ${result.verdict}, ${result.summary}`);
    results.push(result);
  }
  return ok(results);
}

function switchedOff(kind: CheckKind): CheckResult {
  const summary = 'Switched off in the settings of the project';
  return { kind, verdict: 'skipped', findings: [], summary, durationMs: 0 };
}

function checkOf(kind: CheckKind): CheckRun {
  if (isFileKind(kind)) return checkFiles(kind);
  switch (kind) {
    case 'outputs':
      return checkOutputs;
    case 'dependencies':
      return checkDependencies;
    case 'format':
      return checkFormat;
    case 'lint':
      return checkLint;
    case 'tests':
      return checkTests;
    case 'coverage':
      return checkCoverage;
    default:
      return assertNever(kind);
  }
}

function concluded(kind: CheckKind, outcome: CheckOutcome, durationMs: number): CheckResult {
  const { findings, summary, skipped = false } = outcome;
  const hasError = findings.some((finding) => finding.severity === 'error');
  const verdict = hasError ? 'fail' : skipped ? 'skipped' : 'pass';
  return { kind, verdict, findings: worstFirst(findings), summary, durationMs };
}

const RANK: Record<Finding['severity'], number> = { error: 0, warning: 1, info: 2 };

function worstFirst(findings: readonly Finding[]): Finding[] {
  const sorted = findings.toSorted((a, b) => RANK[a.severity] - RANK[b.severity]);
  if (sorted.length <= MOST_FINDINGS) return sorted;
  const left = sorted.length - MOST_FINDINGS;
  const more: Finding = {
    severity: 'info',
    rule: 'findings/more',
    message: `${counted(left, 'more finding')} left out`,
  };
  return [...sorted.slice(0, MOST_FINDINGS), more];
}
