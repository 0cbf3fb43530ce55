import { ok } from '#shared/faults.ts';
import type { Finding } from '#shared/model/check.ts';
import type { TaskKind } from '#shared/model/task.ts';
import { type ChangedFile, type CheckRun, isTestFile } from './check-context.ts';

/** Kinds whose files are code: there a claim to cover a requirement must show in a file. */
const CODE: ReadonlySet<TaskKind> = new Set(['scaffold', 'feature', 'quality', 'integration']);

/** Is every requirement of the task either covered, with a trace in the files, or admitted as a gap with its reason? */
export const checkCoverage: CheckRun = ({ task, output }, changed) => {
  if (task.requirementKeys.length === 0) {
    return ok({ findings: [], summary: 'The task has no requirements', skipped: true });
  }
  const claimed = new Set(output.covers);
  const gaps = new Map(output.gaps.map((gap) => [gap.requirementKey, gap.reason.trim()]));
  const findings = task.requirementKeys.flatMap((key): Finding[] => {
    const reason = gaps.get(key);
    if (reason !== undefined) return [gapFinding(key, reason)];
    if (!claimed.has(key)) return [unclaimed(key)];
    return traceFindings(key, changed, CODE.has(task.kind));
  });
  const strange = [...claimed, ...gaps.keys()].filter((key) => !task.requirementKeys.includes(key));
  for (const key of new Set(strange)) {
    const message = `${key} is reported, but it is no requirement of this task`;
    findings.push({ severity: 'info', rule: 'coverage/foreign', message });
  }
  const covered = task.requirementKeys.filter((key) => claimed.has(key) && !gaps.has(key)).length;
  const open = task.requirementKeys.filter((key) => gaps.has(key)).length;
  const summary = `${covered} of ${task.requirementKeys.length} requirements covered, ${open} admitted as gaps`;
  return ok({ findings, summary });
};

function gapFinding(key: string, reason: string): Finding {
  if (reason !== '')
    return { severity: 'warning', rule: 'coverage/gap', message: `${key} is left open: ${reason}` };
  const message = `${key} is left open without a reason`;
  return { severity: 'error', rule: 'coverage/unexplained', message, hint: 'Say why it was not done.' };
}

function unclaimed(key: string): Finding {
  return {
    severity: 'error',
    rule: 'coverage/unclaimed',
    message: `${key} is neither covered nor admitted as a gap`,
    hint: 'Satisfy it, or report it as a gap with the reason.',
  };
}

function traceFindings(key: string, changed: readonly ChangedFile[], isCode: boolean): Finding[] {
  const named = changed.filter((file) => mentions(file.text, key));
  if (named.length === 0) {
    return [
      {
        severity: isCode ? 'error' : 'warning',
        rule: 'coverage/unproven',
        message: `${key} is said to be covered, but no changed file names it`,
        hint: `Name ${key} in the test that shows it, or in the file that satisfies it.`,
      },
    ];
  }
  if (!isCode || named.some((file) => isTestFile(file.path))) return [];
  const message = `${key} is covered by a file, but no changed test names it`;
  return [
    { severity: 'info', rule: 'coverage/untested', message, ...(named[0] ? { file: named[0].path } : {}) },
  ];
}

/** Whether a text names a key as a whole: R-1 is not named by R-12 or R-1-b. */
function mentions(text: string, key: string): boolean {
  const escaped = key.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w-])${escaped}(?!-?\\w)`).test(text);
}
