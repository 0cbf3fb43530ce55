import type { Decision } from '#shared/model/decision.ts';
import { differenceCounts } from '#shared/model/difference.ts';
import type { Requirement } from '#shared/model/requirement.ts';
import type { Run } from '#shared/model/run.ts';
import type { RunSummary } from '#shared/model/summary.ts';
import { count, duration, oneLine, showPath, table } from './format.ts';

/** A task that did not come to a good end, and why. */
export type Shortfall = { key: string; title: string; reason: string };

export type RunReport = {
  run: Run;
  summary: RunSummary;
  /** Requirements without validated work. */
  open: readonly Requirement[];
  failed: readonly Shortfall[];
  decisions: readonly Decision[];
  /** The capsule of the run, by which it can be named whatever else there is. */
  capsuleId?: string;
  /** In a repository that was there before: where the work lies, unless it is in the user's branch by now. */
  branch?: string;
};

const MOST_LISTED = 10;

/** A run for people: what came out, what is missing and why, where it lies, and what to do next. */
export function reportText(report: RunReport, cwd: string): string {
  const { run, summary, open, failed, decisions, branch } = report;
  const { tasks, capsule } = summary;
  const figures = table([
    ['run', run.id],
    ['requirements', `${summary.requirements}, ${summary.covered} covered, ${summary.uncovered} not`],
    ...differenceRow(summary),
    ['tasks', `${tasks.done} of ${tasks.total} done${others(tasks)}`],
    ['attempts', `${summary.attempts}`],
    ['signals', `${summary.signals}`],
    ['workspace', `${showPath(summary.workspace, cwd)}${branch ? `, on the branch ${branch}` : ''}`],
    ['capsule', capsule ? `${capsule.version} in ${showPath(capsule.path, cwd)}` : 'none'],
  ]);
  const parts = [`${headline(summary)}: ${oneLine(run.title, 100)}\n${figures}`];
  if (run.fault) parts.push([`Why: ${run.fault.message}`, run.fault.hint].filter(Boolean).join('\n'));
  if (failed.length > 0) {
    const rows = failed.map(({ key, title, reason }) => [key, oneLine(title, 50), oneLine(reason)]);
    parts.push(listing('Failed tasks:', rows));
  }
  if (open.length > 0 && summary.tasks.total > 0) {
    const rows = open.map((each) => [
      each.key,
      each.level,
      oneLine(each.text, 60),
      oneLine(each.coverageNote ?? ''),
    ]);
    parts.push(listing('Not covered:', rows));
  }
  if (decisions.length > 0) parts.push(decisionsText(decisions));
  const next = nextSteps(report);
  return [...parts, ...(next.length > 0 ? [next.join('\n')] : [])].join('\n\n');
}

function differenceRow({ difference }: RunSummary): string[][] {
  if (!difference) return [];
  const day = new Date(difference.since.at).toISOString().slice(0, 10);
  const isSame = difference.changed + difference.added + difference.removed === 0;
  const words = isSame ? 'nothing changed' : differenceCounts(difference);
  return [['documents', `${words} since ${day} (${difference.since.runId})`]];
}

export function decisionsText(decisions: readonly Decision[]): string {
  const each = decisions.map(({ id, title, options, defaultOption }) => {
    const rows = options.map((option) => [
      `orchestrator decide ${id} ${option.id}`,
      `${option.label}${option.id === defaultOption ? ' (default)' : ''}: ${oneLine(option.consequence, 100)}`,
    ]);
    return `  ${oneLine(title, 120)}\n${table(rows, '    ')}`;
  });
  return [`${count(decisions.length, 'decision')} waiting for an answer:`, ...each].join('\n');
}

function headline({ status, durationMs }: RunSummary): string {
  const after = ` after ${duration(durationMs)}`;
  switch (status) {
    case 'finished':
      return `Finished${after}`;
    case 'incomplete':
      return `Ended incomplete${after}`;
    case 'failed':
      return `Failed${after}`;
    case 'stopped':
      return `Stopped${after}`;
    case 'waiting':
      return 'Waiting for an answer';
    case 'paused':
      return 'Paused';
    case 'active':
      return 'Running';
  }
}

function others({ failed, cancelled }: RunSummary['tasks']): string {
  const parts = [failed > 0 ? `${failed} failed` : '', cancelled > 0 ? `${cancelled} cancelled` : ''];
  const said = parts.filter((part) => part !== '').join(', ');
  return said === '' ? '' : ` (${said})`;
}

function listing(title: string, rows: readonly (readonly string[])[]): string {
  const rest = rows.length - MOST_LISTED;
  const more = rest > 0 ? `\n  … and ${rest} more` : '';
  return `${title}\n${table(rows.slice(0, MOST_LISTED))}${more}`;
}

function nextSteps({ summary, decisions, capsuleId, branch }: RunReport): string[] {
  const { status, runId, capsule } = summary;
  if (status === 'paused' || status === 'waiting') {
    const isPlan = decisions.some(({ kind }) => kind === 'approve_plan' || kind === 'approve_replan');
    return [
      ...(isPlan ? [`To see the plan or change it: orchestrator plan ${runId}`] : []),
      `To go on: orchestrator run --resume ${runId}`,
    ];
  }
  return [
    ...(branch ? [`To take the work into your branch: git merge ${branch}`] : []),
    ...(capsule ? [`To take it out: orchestrator export ${capsuleId ?? capsule.version} --to <path>`] : []),
  ];
}
