import { useEffect, useState } from 'react';
import type { Run } from '#shared/model/run.ts';
import { Meter } from '../../parts/meter.tsx';
import { useDesk, useRows } from '../../state/desk.tsx';
import type { Coverage, Tally } from '../../state/select.ts';
import { duration, moment, useNow } from '../../state/time.ts';
import classes from './progress.module.css';

export function Progress({ run, tasks, coverage }: { run: Run; tasks: Tally; coverage: Coverage }) {
  return (
    <div className={classes.progress}>
      <Meter
        title="Tasks"
        empty="planned after the requirements are accepted"
        shares={[
          { label: 'done', value: tasks.done, tone: 'good' },
          { label: 'in work', value: tasks.moving, tone: 'accent' },
          { label: 'failed', value: tasks.failed, tone: 'bad' },
          { label: 'to do', value: tasks.rest, tone: 'idle' },
        ]}
      />
      <Meter
        title="Requirements"
        empty="none read yet"
        shares={[
          { label: 'covered', value: coverage.covered, tone: 'good' },
          { label: 'planned', value: coverage.planned, tone: 'accent' },
          { label: coverage.gap === 1 ? 'gap' : 'gaps', value: coverage.gap, tone: 'wait' },
          { label: 'not covered', value: coverage.uncovered, tone: 'idle' },
        ]}
      />
      <Facts run={run} tasks={tasks} />
    </div>
  );
}

function Facts({ run, tasks }: { run: Run; tasks: Tally }) {
  const ended = run.endedAt !== undefined;
  const now = useNow(!ended);
  const left = useTimeLeft(run, tasks.done);
  const project = useRows('project').get(run.projectId);
  return (
    <dl className={classes.facts}>
      <div>
        <dt>Started</dt>
        <dd>{moment(run.openedAt, now)}</dd>
      </div>
      <div>
        <dt>{ended ? 'Took' : 'Runs for'}</dt>
        <dd>{duration((run.endedAt ?? now) - run.openedAt)}</dd>
      </div>
      {left !== undefined && !ended && (
        <div>
          <dt>About</dt>
          <dd>{duration(left)} left</dd>
        </div>
      )}
      <div>
        <dt>Answers</dt>
        <dd>{run.policy}</dd>
      </div>
      {project && (
        <div className={classes.path}>
          <dt>Workspace</dt>
          <dd className="mono" title={project.root}>
            {project.root}
          </dd>
        </div>
      )}
    </dl>
  );
}

/** The host's estimate, asked again whenever another task is done. */
function useTimeLeft(run: Run, done: number): number | undefined {
  const { link } = useDesk();
  const [left, setLeft] = useState<{ done: number; ms: number | undefined }>();
  const active = run.state === 'active' && run.phase === 'building';
  useEffect(() => {
    if (!active || done === 0) return;
    let current = true;
    link.api.runs.progress({ runId: run.id }).then(
      ({ leftMs }) => current && setLeft({ done, ms: leftMs }),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [link, active, run.id, done]);
  return active ? left?.ms : undefined;
}
