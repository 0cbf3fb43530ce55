import type { CheckResult } from '#shared/model/check.ts';
import type { Requirement } from '#shared/model/requirement.ts';
import { gapReason } from '../coverage.ts';
import type { Model } from '../model.ts';
import { keyList, plainCell, tableOf, type WrittenFile } from './code.ts';
import { PATHS } from './paths.ts';

const MOST_FINDINGS = 50;

/** `documentation/validation-report.md`: what the checks found, and what stands behind each requirement. */
export function reportFile(
  model: Model,
  requirements: readonly Requirement[],
  checks: readonly CheckResult[],
  files: ReadonlyMap<string, string>,
): WrittenFile {
  const failed = checks.filter((check) => check.verdict === 'fail');
  const rows = requirements.map((requirement) => evidenceRow(model, requirement, files));
  const proven = rows.filter((row) => row.at(-1) === 'proven').length;
  const verdict =
    checks.length === 0
      ? 'No check ran, so nothing is confirmed.'
      : failed.length === 0
        ? 'Every check that ran has passed.'
        : `${failed.length} of ${checks.length} checks failed.`;
  return {
    path: PATHS.report,
    content: `# Validation of ${plainCell(model.title)}

${verdict} ${proven} of ${requirements.length} requirements are proven by a test or a document.

## Checks

${tableOf(
  ['Check', 'Verdict', 'Summary', 'Seconds'],
  checks.map((check) => [
    check.kind,
    check.verdict,
    plainCell(check.summary),
    (check.durationMs / 1_000).toFixed(1),
  ]),
)}
${findings(checks)}## Requirements

${tableOf(['Requirement', 'Level', 'Text', 'Shown by', 'State'], rows)}`,
  };
}

function evidenceRow(model: Model, requirement: Requirement, files: ReadonlyMap<string, string>): string[] {
  const evidence = evidenceFor(model, requirement, files);
  const reason = gapReason(model, requirement);
  const state =
    reason !== undefined
      ? evidence.length > 0
        ? 'in part'
        : 'open'
      : evidence.length > 0
        ? 'proven'
        : 'not shown';
  return [
    keyList([requirement.key]),
    requirement.level,
    plainCell(requirement.text.slice(0, 120)),
    evidence.map((path) => `\`${plainCell(path)}\``).join(', ') || '-',
    state,
  ];
}

const DOCUMENTS = {
  readme: PATHS.readme,
  architecture: PATHS.architecture,
  ci: PATHS.ci,
  container: PATHS.dockerfile,
  report: PATHS.report,
} as const;

/** Test files that name the requirement, and documents that it asks for and that exist. */
function evidenceFor(model: Model, requirement: Requirement, files: ReadonlyMap<string, string>): string[] {
  const named = new RegExp(`^test\\('(?:[^:\\n]*, )?${requirement.key.replace(/[^\w-]/g, '.')}[,:]`, 'm');
  const tests = [...files]
    .filter(([path, text]) => path.endsWith('.test.ts') && named.test(text))
    .map(([path]) => path);
  const documents = [...model.supporting].flatMap(([by, keys]) => {
    const path = DOCUMENTS[by];
    return keys.includes(requirement.key) && (files.has(path) || by === 'report') ? [path] : [];
  });
  return [...tests, ...documents];
}

function findings(checks: readonly CheckResult[]): string {
  const all = checks.flatMap((check) => check.findings.map((finding) => ({ kind: check.kind, finding })));
  if (all.length === 0) return '';
  const shown = all
    .slice(0, MOST_FINDINGS)
    .map(({ kind, finding }) => [
      kind,
      finding.severity,
      plainCell(finding.rule),
      plainCell(finding.message.slice(0, 300)),
      finding.file === undefined
        ? '-'
        : `\`${plainCell(finding.file)}${finding.line === undefined ? '' : `:${finding.line}`}\``,
    ]);
  const more =
    all.length > MOST_FINDINGS ? `\n${all.length - MOST_FINDINGS} more findings are not shown.\n` : '';
  return `## Findings\n\n${tableOf(['Check', 'Severity', 'Rule', 'Message', 'Place'], shown)}${more}\n`;
}
