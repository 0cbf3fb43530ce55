import type { Requirement } from '#shared/model/requirement.ts';
import { complaintOf } from './complaint.ts';
import type { Api } from './remote.ts';
import type { RunReport, Shortfall } from './summary-text.ts';

const MOST_EXPLAINED = 10;

/** Gathers what a person wants to know of a run. */
export async function gatherReport(api: Api, runId: string): Promise<RunReport> {
  const [run, summary, requirements, { tasks }, decisions, handover, capsules] = await Promise.all([
    api.runs.get({ runId }),
    api.runs.summary({ runId }),
    api.runs.requirements({ runId }),
    api.runs.plan({ runId }),
    api.decisions.list({ runId, open: true }),
    api.runs.handover({ runId }),
    api.capsules.list({}),
  ]);
  const capsule = capsules.find((each) => each.runId === runId && each.state === 'packed');
  const isAside = handover !== null && handover.state !== 'merged';
  const failed = tasks.filter(({ state }) => state === 'failed').slice(0, MOST_EXPLAINED);
  return {
    run,
    summary,
    open: requirements
      .filter(({ coverage, state }) => coverage !== 'covered' && state !== 'rejected')
      .sort(byLevel),
    failed: await Promise.all(failed.map((task) => explain(api, task))),
    decisions,
    ...(capsule ? { capsuleId: capsule.id } : {}),
    ...(isAside ? { branch: handover.from } : {}),
  };
}

async function explain(api: Api, task: { id: string; key: string; title: string }): Promise<Shortfall> {
  const { attempts, checks } = await api.tasks.get({ taskId: task.id });
  const last = attempts.toSorted((a, b) => b.number - a.number)[0];
  const check = checks.find(({ attemptId, verdict }) => attemptId === last?.id && verdict === 'fail');
  const reason = last?.fault?.message ?? (check && complaintOf(check)) ?? 'no attempt was made';
  return { key: task.key, title: task.title, reason };
}

const LEVELS = ['must', 'should', 'could'] as const;

function byLevel(a: Requirement, b: Requirement): number {
  return LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level);
}
