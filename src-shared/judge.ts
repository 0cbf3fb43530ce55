import type { CheckResult, Finding, Judgement } from './model/check.ts';
import { CHECK_RULES } from './model/check-rules.ts';
import { counted } from './words.ts';

/** What a warning takes off the share of its check, and the most that warnings take together. */
const PER_WARNING = 0.05;
const MOST_OFF = 0.3;

/**
 * The verdict over all checks of an attempt. Passing needs evidence: at least one check that looked and found nothing wrong,
 * and none that failed and blocks.
 */
export function judge(checks: readonly CheckResult[]): Omit<Judgement, 'attemptId'> {
  const looked = checks.filter((check) => check.verdict !== 'skipped');
  const failed = looked.filter((check) => check.verdict === 'fail');
  const blocking = failed.filter((check) => check.mode !== 'warn');
  const passes = looked.some((check) => check.verdict === 'pass') && blocking.length === 0;
  const skipped = checks.filter((check) => check.verdict === 'skipped');
  const reasons = [
    ...blocking.map((check) => `${check.kind} failed: ${worstOf(check)}`),
    ...failed
      .filter((check) => check.mode === 'warn')
      .map((check) => `${check.kind} failed, which only warns: ${worstOf(check)}`),
    ...skipped.map((check) => `${check.kind} was skipped: ${check.summary}`),
  ];
  if (looked.length === 0) reasons.unshift('No check had anything to look at.');
  return { verdict: passes ? 'pass' : 'fail', score: scoreOf(looked), reasons };
}

function scoreOf(looked: readonly CheckResult[]): number {
  const all = looked.reduce((sum, { kind }) => sum + CHECK_RULES[kind].weight, 0);
  const earned = looked.reduce((sum, check) => sum + CHECK_RULES[check.kind].weight * shareOf(check), 0);
  return all === 0 ? 0 : Math.round((100 * earned) / all);
}

function shareOf({ verdict, findings }: CheckResult): number {
  if (verdict === 'fail') return 0;
  const warnings = findings.filter((finding) => finding.severity === 'warning').length;
  return 1 - Math.min(MOST_OFF, warnings * PER_WARNING);
}

function worstOf({ findings, summary }: CheckResult): string {
  const errors = findings.filter((finding) => finding.severity === 'error');
  const [first] = errors;
  if (!first) return summary;
  const more = errors.length > 1 ? ` (and ${counted(errors.length - 1, 'more error')})` : '';
  return `${placed(first)}${more}`;
}

/** A finding in one line: its place, its rule and what it says. */
export function placed({ file, line, rule, message }: Finding): string {
  const place = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`} `;
  return `${place}${rule}: ${message}`;
}
