import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconGitMerge,
  IconHandStop,
  IconHourglass,
  IconListCheck,
  IconLoader2,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconShieldCheck,
  IconTool,
} from '@tabler/icons-react';
import type { AttemptState } from '#shared/model/attempt.ts';
import type { Verdict } from '#shared/model/check.ts';
import type { Coverage } from '#shared/model/requirement.ts';
import type { Run, RunPhase, RunState } from '#shared/model/run.ts';
import type { Grade } from '#shared/model/signal.ts';
import type { TaskState } from '#shared/model/task.ts';

export type Tone = 'accent' | 'good' | 'bad' | 'wait' | 'idle';

/** How a state is shown: a word and an icon; the colour only repeats them. */
export type Mark = { label: string; tone: Tone; icon: typeof IconBan; turns?: boolean };

export const TASK_MARKS: Record<TaskState, Mark> = {
  blocked: { label: 'Blocked', tone: 'idle', icon: IconHourglass },
  ready: { label: 'Ready', tone: 'idle', icon: IconPlayerPlay },
  running: { label: 'Running', tone: 'accent', icon: IconLoader2, turns: true },
  validating: { label: 'Checking', tone: 'accent', icon: IconShieldCheck },
  merging: { label: 'Merging', tone: 'accent', icon: IconGitMerge },
  waiting: { label: 'Needs you', tone: 'wait', icon: IconHandStop },
  done: { label: 'Done', tone: 'good', icon: IconCircleCheck },
  failed: { label: 'Failed', tone: 'bad', icon: IconCircleX },
  cancelled: { label: 'Cancelled', tone: 'idle', icon: IconBan },
};

export const ATTEMPT_MARKS: Record<AttemptState, Mark> = {
  queued: { label: 'Queued', tone: 'idle', icon: IconHourglass },
  running: { label: 'Running', tone: 'accent', icon: IconLoader2, turns: true },
  succeeded: { label: 'Being checked', tone: 'accent', icon: IconShieldCheck },
  rejected: { label: 'Rejected by checks', tone: 'wait', icon: IconAlertTriangle },
  merged: { label: 'Merged', tone: 'good', icon: IconCircleCheck },
  failed: { label: 'Failed', tone: 'bad', icon: IconCircleX },
  timed_out: { label: 'Ran out of time', tone: 'bad', icon: IconHourglass },
  lost: { label: 'Lost with its host', tone: 'wait', icon: IconAlertTriangle },
  cancelled: { label: 'Cancelled', tone: 'idle', icon: IconBan },
  held: { label: 'Waits for your word on files', tone: 'wait', icon: IconHandStop },
};

export const COVERAGE_MARKS: Record<Coverage, Mark> = {
  uncovered: { label: 'Not covered', tone: 'idle', icon: IconCircleDashed },
  planned: { label: 'Planned', tone: 'accent', icon: IconListCheck },
  covered: { label: 'Covered', tone: 'good', icon: IconCircleCheck },
  gap: { label: 'Gap', tone: 'wait', icon: IconAlertTriangle },
};

export const VERDICT_MARKS: Record<Verdict, Mark> = {
  pass: { label: 'Passed', tone: 'good', icon: IconCircleCheck },
  fail: { label: 'Failed', tone: 'bad', icon: IconCircleX },
  skipped: { label: 'Skipped', tone: 'idle', icon: IconCircleDashed },
};

export const SEVERITY_MARKS: Record<'error' | 'warning' | 'info', Mark> = {
  error: { label: 'Error', tone: 'bad', icon: IconCircleX },
  warning: { label: 'Warning', tone: 'wait', icon: IconAlertTriangle },
  info: { label: 'Note', tone: 'idle', icon: IconCircleDashed },
};

export const RISK_TONES: Record<Grade, Tone> = { low: 'idle', medium: 'wait', high: 'bad' };

export const PHASE_LABELS: Record<Exclude<RunPhase, 'ended'>, string> = {
  reading: 'Read',
  accepting: 'Accept',
  planning: 'Plan',
  approving: 'Approve',
  building: 'Build',
  packing: 'Pack',
};

const PHASE_NOW: Record<RunPhase, string> = {
  reading: 'Reading the documents',
  accepting: 'Requirements to accept',
  planning: 'Planning',
  approving: 'Plan to approve',
  building: 'Building',
  packing: 'Packing the capsule',
  ended: 'Ending',
};

const ENDED_MARKS: Record<Exclude<RunState, 'active'>, Mark> = {
  paused: { label: 'Paused', tone: 'wait', icon: IconPlayerPause },
  finished: { label: 'Finished', tone: 'good', icon: IconCircleCheck },
  incomplete: { label: 'Ended incomplete', tone: 'wait', icon: IconAlertTriangle },
  failed: { label: 'Failed', tone: 'bad', icon: IconCircleX },
  stopped: { label: 'Stopped', tone: 'idle', icon: IconPlayerStop },
};

export function runMark(run: Run, needsAnswer: boolean): Mark {
  if (run.state !== 'active') return ENDED_MARKS[run.state];
  const label = PHASE_NOW[run.phase];
  return needsAnswer
    ? { label, tone: 'wait', icon: IconHandStop }
    : { label, tone: 'accent', icon: IconTool };
}
