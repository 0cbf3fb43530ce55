import { isAbsolute, relative } from 'node:path';
import { ok, type Result } from '#shared/faults.ts';
import type { Finding } from '#shared/model/check.ts';
import { counted } from '#shared/words.ts';
import type { CheckContext, CheckOutcome, CheckRun } from './check-context.ts';
import { findTool } from './find-tool.ts';
import { runTool, type ToolRun, tailOf } from './run-tool.ts';
import { wholeCheck } from './whole-check.ts';

/** Does the project's own formatter find the work in order? It only looks: what it would write is not taken over. */
export const checkFormat: CheckRun = (context, changed) => checkTool('format', context, changed);

/** Does the project's own linter? */
export const checkLint: CheckRun = (context, changed) => checkTool('lint', context, changed);

async function checkTool(
  kind: 'format' | 'lint',
  context: CheckContext,
  changed: Parameters<CheckRun>[1],
): Promise<Result<CheckOutcome>> {
  const found = context.settings[kind] ?? (await findTool(kind, context));
  if ('reason' in found) return ok({ findings: [], summary: found.reason, skipped: true });
  const own = new Set(changed.map((file) => file.path));
  return wholeCheck(context, kind, [found, [...own].toSorted()], async () => {
    context.log(`Running ${found.join(' ')}`);
    const run = await runTool(context, found);
    if (!run.ok) return run;
    const { stdout, stderr } = run.value;
    const output = { kind: 'output', of: 'lint', stdout, stderr, files: [] } as const;
    const { findings: read } = await context.readOutput(output, context.signal);
    const findings = read.map((finding) => placed(finding, kind, own, context.root));
    return ok(outcomeOf(kind, found, run.value, findings));
  });
}

function outcomeOf(
  kind: 'format' | 'lint',
  command: readonly string[],
  run: ToolRun,
  findings: Finding[],
): CheckOutcome {
  const [program = ''] = command;
  if (run.missing) {
    const summary = `${program} was not run: it is not there for the sandbox`;
    const hint = 'Install it for all users or in the project, or change the settings of the project.';
    const finding: Finding = { severity: 'warning', rule: `${kind}/missing`, message: summary, hint };
    return { findings: [finding], summary, skipped: true };
  }
  // `gofmt -l` names files and ends well; every other tool says by its exit code whether it is content.
  const isContent = run.ended === 'exit' && run.exitCode === 0 && program !== 'gofmt';
  if (isContent) {
    const soft = findings.map((finding) => ({ ...finding, severity: soften(finding.severity) }));
    return { findings: soft, summary: `${program} has no complaint that counts` };
  }
  if (run.exitCode === 0 && findings.length === 0)
    return { findings, summary: `${program} has no complaint` };
  const mine = findings.filter(({ severity }) => severity !== 'info').length;
  if (findings.length > 0) {
    const others = findings.length - mine;
    const rest = others === 0 ? '' : `, ${counted(others, 'more')} in files that were not changed`;
    return { findings, summary: `${program} found ${counted(mine, 'problem')}${rest}` };
  }
  const how =
    run.ended === 'exit' ? `ended with exit code ${run.exitCode ?? 'none'}` : `was ended: ${run.ended}`;
  const message = `${command.join(' ')} ${how}`;
  return {
    findings: [{ severity: 'error', rule: `${kind}/failed`, message, hint: tailOf(run) }],
    summary: message,
  };
}

/** Trouble in files that the attempt left alone is told, and not counted against it. */
function placed(finding: Finding, kind: string, own: ReadonlySet<string>, root: string): Finding {
  const path = finding.file === undefined ? undefined : inside(root, finding.file);
  const { file: _, ...rest } = finding;
  const severity = path === undefined || own.has(path) ? finding.severity : 'info';
  return {
    ...rest,
    severity,
    rule: `${kind}/${finding.rule}`.slice(0, 100),
    message: finding.message.slice(0, 500),
    ...(path === undefined ? {} : { file: path }),
  };
}

function soften(severity: Finding['severity']): Finding['severity'] {
  return severity === 'error' ? 'warning' : severity;
}

function inside(root: string, path: string): string | undefined {
  const within = isAbsolute(path) ? relative(root, path) : path.replace(/^\.\//, '');
  return within.startsWith('..') ? undefined : within.replaceAll('\\', '/');
}
