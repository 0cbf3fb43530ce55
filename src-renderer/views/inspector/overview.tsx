import { Tooltip } from '@mantine/core';
import { useMemo } from 'react';
import type { Attempt } from '#shared/model/attempt.ts';
import type { Task } from '#shared/model/task.ts';
import { ATTEMPT_MARKS, TASK_MARKS } from '../../parts/marks.ts';
import { StateMark } from '../../parts/state-mark.tsx';
import { useRows } from '../../state/desk.tsx';
import { adjust } from '../../state/route.ts';
import { ofRun } from '../../state/select.ts';
import { duration, useNow } from '../../state/time.ts';
import classes from './overview.module.css';
import { whyState } from './why-state.ts';

export function Overview({ task, attempts }: { task: Task; attempts: readonly Attempt[] }) {
  const rows = useRows('task');
  const decisions = useRows('decision');
  const plan = useMemo(() => ofRun(rows, task.runId), [rows, task.runId]);
  const unblocks = plan.filter(({ dependsOn }) => dependsOn.includes(task.key));
  const dependsOn = plan.filter(({ key }) => task.dependsOn.includes(key));
  return (
    <div className={classes.overview}>
      <p className={classes.why}>{whyState(task, attempts, dependsOn, [...decisions.values()])}</p>
      <p className={classes.brief}>{task.brief}</p>
      <dl className={classes.facts}>
        <Fact name="Kind">
          {task.kind}, {task.priority} priority, complexity {task.complexity} of 5
        </Fact>
        <Fact name="Role">{task.role}</Fact>
        <Fact name="Covers">
          <Requirements task={task} />
        </Fact>
        <Fact name="Depends on">
          <Links tasks={dependsOn} />
        </Fact>
        <Fact name="Unblocks">
          <Links tasks={unblocks} />
        </Fact>
      </dl>
      <h3 className={classes.heading}>Attempts</h3>
      {attempts.length === 0 && <p className="soft">None yet.</p>}
      <ol className={classes.attempts}>
        {attempts.map((attempt) => (
          <AttemptItem key={attempt.id} attempt={attempt} />
        ))}
      </ol>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Requirements({ task }: { task: Task }) {
  const rows = useRows('requirement');
  if (task.requirementKeys.length === 0) return <>no requirement of its own</>;
  const texts = new Map(ofRun(rows, task.runId).map(({ key, text }) => [key, text]));
  return (
    <span className={classes.keys}>
      {task.requirementKeys.map((key) => (
        <Tooltip key={key} label={texts.get(key) ?? 'Unknown requirement'}>
          <span className="mono">{key}</span>
        </Tooltip>
      ))}
    </span>
  );
}

function Links({ tasks }: { tasks: readonly Task[] }) {
  if (tasks.length === 0) return <>nothing</>;
  return (
    <ul className={classes.links}>
      {tasks.map((task) => (
        <li key={task.id}>
          <button type="button" onClick={() => adjust({ taskId: task.id })}>
            <StateMark mark={TASK_MARKS[task.state]} iconOnly />
            <span className="mono">{task.key}</span>
            <span className="cut">{task.title}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function AttemptItem({ attempt }: { attempt: Attempt }) {
  const { number, state, agentId, agentReason, fault, feedback, output, startedAt, endedAt } = attempt;
  const agent = useRows('agent').get(agentId);
  const now = useNow(startedAt !== undefined && endedAt === undefined);
  return (
    <li>
      <p className={classes.attemptHead}>
        <strong>Attempt {number}</strong>
        <StateMark mark={ATTEMPT_MARKS[state]} />
        {startedAt !== undefined && <span className="soft">{duration((endedAt ?? now) - startedAt)}</span>}
      </p>
      <p>
        {agent?.name ?? agentId}
        <span className="soft">: {agentReason}</span>
      </p>
      {output && <p>{output.summary}</p>}
      {feedback && <p className={classes.quote}>Was told: {feedback}</p>}
      {fault && (
        <p className={classes.fault}>
          {fault.message} {fault.hint}
        </p>
      )}
      {output && output.gaps.length > 0 && (
        <ul className={classes.gaps}>
          {output.gaps.map((gap) => (
            <li key={`${gap.requirementKey} ${gap.reason}`}>
              Gap in <span className="mono">{gap.requirementKey}</span>: {gap.reason}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
