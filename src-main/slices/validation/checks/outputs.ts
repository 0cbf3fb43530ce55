import { ok } from '#shared/faults.ts';
import type { Finding } from '#shared/model/check.ts';
import { counted } from '#shared/words.ts';
import type { CheckRun } from './check-context.ts';

/** Files that may be empty because their presence is their meaning. */
const MAY_BE_EMPTY = /(^|\/)(\.gitkeep|\.keep|__init__\.py|py\.typed|\.nojekyll)$/;

/** Are the files there that the task has to leave behind, and do they hold something? Others are welcome, and named. */
export const checkOutputs: CheckRun = async (context, changed) => {
  const { task, output } = context;
  const findings: Finding[] = [];
  let present = 0;
  for (const path of task.expects) {
    const finding = await lookFor(path);
    if (finding) findings.push(finding);
    else present++;
  }
  if (task.expects.length === 0 && output.files.length === 0) {
    findings.push({ severity: 'warning', rule: 'outputs/nothing', message: 'The attempt changed no file' });
  }
  for (const { path } of changed.filter(
    (file) => !task.expects.some((expected) => covers(expected, file.path)),
  )) {
    findings.push({
      severity: 'info',
      rule: 'outputs/extra',
      message: 'Not among the expected files',
      file: path,
    });
  }
  for (const { path } of output.files.filter((file) => file.change === 'removed')) {
    findings.push({
      severity: 'info',
      rule: 'outputs/removed',
      message: 'The attempt removed this file',
      file: path,
    });
  }
  return ok({ findings, summary: `${present} of ${counted(task.expects.length, 'expected file')} present` });

  async function lookFor(path: string): Promise<Finding | undefined> {
    if (path.endsWith('/')) {
      if (changed.some((file) => file.path.startsWith(path))) return undefined;
      return {
        severity: 'error',
        rule: 'outputs/missing',
        message: 'The expected folder got no file',
        file: path,
      };
    }
    const text = await context.readText(path);
    if (text === undefined) {
      return {
        severity: 'error',
        rule: 'outputs/missing',
        message: 'The expected file is missing',
        file: path,
      };
    }
    if (text.trim() !== '' || MAY_BE_EMPTY.test(path)) return undefined;
    return { severity: 'error', rule: 'outputs/empty', message: 'The expected file is empty', file: path };
  }
};

function covers(expected: string, path: string): boolean {
  return expected === path || (expected.endsWith('/') && path.startsWith(expected));
}
