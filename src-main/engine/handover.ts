import type { Question } from '#shared/commands.ts';
import type { EventOf } from '#shared/events.ts';
import type { Handover } from '#shared/model/handover.ts';
import { counted } from '#shared/words.ts';
import { type HandoverInput, handOver } from '../slices/handovers/run.ts';
import type { Worktrees } from '../workspace/worktrees.ts';
import type { Effect } from './effect.ts';
import type { Read } from './read.ts';
import type { Step } from './step.ts';
import { ask, command, effect, signal } from './steps.ts';
import { START_TO_CLOSE_MS } from './timeouts.ts';

const SHOWN = 20;

/** A run whose capsule is packed is over, but for work that a person may want in the branch they work on. */
export function afterPacking(runId: string, read: Read): Step[] {
  const handover = read.handovers.handover(runId);
  return handover?.state === 'offered' ? askToMerge(handover, read) : endOfRun(runId, read);
}

export function handoverBegun({ runId }: EventOf<'handover.begun'>): Step[] {
  return [effect('workspace.hand_over', runId, runId, 0)];
}

export function handoverMerged({ runId, commit }: EventOf<'handover.merged'>, read: Read): Step[] {
  const handover = read.handovers.handover(runId);
  if (!handover) return [];
  return [
    signal(handover, {
      type: 'integration',
      title: `The finished work is merged into ${handover.into}`,
      detail: `${counted(handover.files, 'file')}, by the merge ${commit.slice(0, 10)}.`,
      urgency: 'low',
      impact: 'high',
      confidence: 1,
      source: 'engine',
    }),
    ...endOfRun(runId, read),
  ];
}

export function handoverRefused({ runId }: EventOf<'handover.refused'>, read: Read): Step[] {
  const handover = read.handovers.handover(runId);
  return handover ? askToMerge(handover, read) : [];
}

export function endOfRun(runId: string, read: Read): Step[] {
  const run = read.runs.get(runId);
  const capsule = read.capsules.capsuleOf(runId);
  if (!capsule || (run?.state !== 'active' && run?.state !== 'paused')) return [];
  return [command({ type: 'runs.end', runId, state: capsule.complete ? 'finished' : 'incomplete' })];
}

function askToMerge(handover: Handover, read: Read): Step[] {
  return ask(read, handover.runId, () => mergeQuestion(handover));
}

/** The default leaves the person's branch alone, so that no policy ever touches it. */
function mergeQuestion(handover: Handover): Question {
  const { runId, projectId, from, into, paths, files, fault } = handover;
  const more = files > SHOWN ? ` and ${files - SHOWN} more` : '';
  const refused = fault
    ? `It could not be merged: ${[fault.message, fault.hint].filter(Boolean).join(' ')} `
    : '';
  const list = `${paths.slice(0, SHOWN).join(', ')}${more}`;
  return {
    projectId,
    runId,
    kind: 'hand_over',
    title: `Merge ${counted(files, 'file')} into ${into}?`,
    context: `${refused}The checked work lies on the branch ${from}. Compared with ${into} it changes: ${list}. Files with open changes of your own are never overwritten.`,
    risk: 'medium',
    options: [
      {
        id: 'merge',
        label: `Merge into ${into}`,
        consequence: `${into} gets a merge commit, and your folder shows its files. Where that would overwrite your own changes nothing happens, and you are asked again.`,
      },
      {
        id: 'keep',
        label: 'Leave it on its branch',
        consequence: `Your branch and folder stay as they are. \`git merge ${from}\` brings the work in whenever you like.`,
      },
    ],
    defaultOption: 'keep',
    holds: {
      merge: [{ type: 'handovers.begin', runId }],
      keep: [{ type: 'handovers.decline', runId }],
    },
  };
}

/** Doing it twice is the same as once: what is merged is not merged again. */
export function handoverEffect(worktrees: Worktrees): Effect<HandoverInput> {
  return {
    load(runId, read) {
      const handover = read.handovers.handover(runId);
      const run = read.runs.get(runId);
      const project = run && read.projects.get(run.projectId);
      return handover?.state === 'merging' && project ? { handover, project, run } : undefined;
    },
    lane: ({ project }) => `git:${project.id}`,
    run: (input) => handOver(input, { worktrees }),
    failed: (runId, fault) => [{ type: 'handovers.refuse', runId, fault }],
    retries: 2,
    timeoutMs: () => START_TO_CLOSE_MS,
  };
}
