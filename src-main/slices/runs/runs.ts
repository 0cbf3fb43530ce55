import { fail, fault, ok, type Result } from '#shared/faults.ts';
import type { Run, RunState } from '#shared/model/run.ts';
import type { Appliers, Deciders } from '../../engine/slice.ts';
import type { Db } from '../../store/database.ts';
import { createRunRows, type RunRows } from './rows.ts';

/** A deadline noticed later than this passed while no host was running or the machine slept. */
const LATE_MS = 60_000;

/** The time of a pause, of waiting for a person and of a host that was down does not count. */
const TOO_LONG = fault('timeout', 'The run took longer than it may.', {
  retryable: false,
  hint: 'What was merged is kept. Start a new run for the rest.',
});

type RunCommands =
  | 'runs.open'
  | 'runs.pause'
  | 'runs.resume'
  | 'runs.allow_unsandboxed'
  | 'runs.time_out'
  | 'runs.end';

export function createRuns(db: Db): { rows: RunRows; decide: Deciders<RunCommands>; apply: Appliers } {
  const rows = createRunRows(db);
  return { rows, decide: decideRuns(rows), apply: applyRuns(rows) };
}

function decideRuns(rows: RunRows): Deciders<RunCommands> {
  const running = (runId: string, ...states: RunState[]): Result<Run> => {
    const run = rows.get(runId);
    if (!run) return fail('not_found', `There is no run ${runId}.`);
    if (!states.includes(run.state)) {
      return fail('conflict', `The run "${run.title}" is ${run.state}, so this cannot be done now.`);
    }
    return ok(run);
  };
  return {
    'runs.open'({ runId, projectId, title, policy, timeoutMs, template, afresh }, { now }) {
      const run: Run = {
        id: runId,
        projectId,
        title,
        policy,
        state: 'active',
        phase: 'reading',
        openedAt: now,
        deadlineAt: now + timeoutMs,
        ...(template === undefined ? {} : { template }),
        ...(afresh ? { afresh } : {}),
      };
      return ok([{ type: 'run.opened', run }]);
    },
    'runs.pause'({ runId }) {
      const run = running(runId, 'active');
      return run.ok ? ok([{ type: 'run.paused', runId }]) : run;
    },
    'runs.resume'({ runId }, { now }) {
      const run = running(runId, 'paused');
      if (!run.ok) return run;
      const paused = now - (rows.pausedAt(runId) ?? now);
      return ok([{ type: 'run.resumed', runId, deadlineAt: run.value.deadlineAt + paused }]);
    },
    'runs.time_out'({ runId, waiting, extendMs }, { now }) {
      const run = rows.get(runId);
      if (run?.state !== 'active' || now < run.deadlineAt) return ok([]);
      if (waiting || now - run.deadlineAt > LATE_MS) {
        return ok([{ type: 'run.extended', runId, deadlineAt: now + extendMs }]);
      }
      return ok([{ type: 'run.ended', runId, state: 'stopped', fault: TOO_LONG }]);
    },
    'runs.allow_unsandboxed'({ runId }) {
      const run = running(runId, 'active', 'paused');
      if (!run.ok) return run;
      return ok(rows.unsandboxed(runId) ? [] : [{ type: 'run.unsandboxed', runId }]);
    },
    'runs.end'({ runId, state, fault }) {
      const run = running(runId, 'active', 'paused');
      return run.ok ? ok([{ type: 'run.ended', runId, state, ...(fault ? { fault } : {}) }]) : run;
    },
  };
}

function applyRuns(rows: RunRows): Appliers {
  return {
    'run.opened': ({ run }) => rows.insert(run),
    'run.paused': ({ runId }, at) => rows.setPaused(runId, at),
    'run.resumed': ({ runId, deadlineAt }) => rows.setResumed(runId, deadlineAt),
    'run.extended': ({ runId, deadlineAt }) => rows.setDeadline(runId, deadlineAt),
    'run.unsandboxed': ({ runId }) => rows.setUnsandboxed(runId),
    'run.ended': ({ runId, state, fault }, at) => rows.end(runId, state, at, fault),
    'intake.completed': ({ runId }) => rows.setPhase(runId, 'accepting'),
    'requirements.accepted'({ runId, afresh }) {
      if (afresh) rows.setAfresh(runId);
    },
    'plan.requested': ({ runId }) => rows.setPhase(runId, 'planning'),
    'plan.proposed': ({ runId }) => rows.setPhase(runId, 'approving'),
    'replan.proposed': ({ runId }) => rows.setPhase(runId, 'approving'),
    'replan.dropped': ({ runId }) => rows.setPhase(runId, 'building'),
    'plan.approved'({ runId }, at) {
      rows.setPhase(runId, 'building');
      rows.setBegun(runId, at);
    },
    'plan.finished': ({ runId }) => rows.setPhase(runId, 'packing'),
  };
}
