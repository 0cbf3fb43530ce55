import { CloseButton, Select, Tabs } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { Attempt } from '#shared/model/attempt.ts';
import type { Task } from '#shared/model/task.ts';
import { ATTEMPT_MARKS, TASK_MARKS } from '../../parts/marks.ts';
import { StateMark } from '../../parts/state-mark.tsx';
import { useRows } from '../../state/desk.tsx';
import { adjust } from '../../state/route.ts';
import { Checks } from './checks.tsx';
import { Files } from './files.tsx';
import classes from './inspector.module.css';
import { Log } from './log.tsx';
import { Overview } from './overview.tsx';
import { TaskActions } from './task-actions.tsx';

/** Everything about one task. */
export function Inspector({ task }: { task: Task }) {
  const rows = useRows('attempt');
  const checkRows = useRows('check');
  const attempts = useMemo(
    () => [...rows.values()].filter(({ taskId }) => taskId === task.id).sort((a, b) => b.number - a.number),
    [rows, task.id],
  );
  const [wanted, setWanted] = useState<string>();
  const attempt = attempts.find(({ id }) => id === wanted) ?? attempts[0];
  const checks = useMemo(
    () => [...checkRows.values()].filter(({ attemptId }) => attemptId === attempt?.id),
    [checkRows, attempt?.id],
  );
  const files = attempt?.output?.files ?? [];
  return (
    <aside className={classes.inspector} aria-label={`Task ${task.key}`}>
      <div className={classes.head}>
        <span className="mono soft">{task.key}</span>
        <StateMark mark={TASK_MARKS[task.state]} pill />
        <span className={classes.space} />
        <TaskActions task={task} />
        <CloseButton size="sm" aria-label="Close the task" onClick={() => adjust({ taskId: undefined })} />
      </div>
      <h2 className={classes.title}>{task.title}</h2>
      <Tabs
        defaultValue="overview"
        className={classes.tabs ?? ''}
        classNames={{ panel: classes.panel ?? '' }}
      >
        <Tabs.List>
          <Tabs.Tab value="overview">Overview</Tabs.Tab>
          <Tabs.Tab value="log">Log</Tabs.Tab>
          <Tabs.Tab value="checks">Checks{checks.length > 0 && ` ${checks.length}`}</Tabs.Tab>
          <Tabs.Tab value="files">Files{files.length > 0 && ` ${files.length}`}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="overview">
          <Overview task={task} attempts={attempts} />
        </Tabs.Panel>
        <Tabs.Panel value="log">
          <AttemptChoice attempts={attempts} attempt={attempt} onChoose={setWanted} />
          <Log key={attempt?.id} attempt={attempt} />
        </Tabs.Panel>
        <Tabs.Panel value="checks">
          <AttemptChoice attempts={attempts} attempt={attempt} onChoose={setWanted} />
          <Checks attempt={attempt} checks={checks} />
        </Tabs.Panel>
        <Tabs.Panel value="files">
          <AttemptChoice attempts={attempts} attempt={attempt} onChoose={setWanted} />
          <Files task={task} attempt={attempt} />
        </Tabs.Panel>
      </Tabs>
    </aside>
  );
}

type ChoiceProps = {
  attempts: readonly Attempt[];
  attempt: Attempt | undefined;
  onChoose: (id: string) => void;
};

/** Which attempt the tab is about; shown only where there is a choice. */
function AttemptChoice({ attempts, attempt, onChoose }: ChoiceProps) {
  if (!attempt || attempts.length < 2) return null;
  return (
    <Select
      mb={10}
      size="xs"
      aria-label="Attempt"
      allowDeselect={false}
      value={attempt.id}
      data={attempts.map(({ id, number, state }) => ({
        value: id,
        label: `Attempt ${number}: ${ATTEMPT_MARKS[state].label}`,
      }))}
      onChange={(id) => id && onChoose(id)}
    />
  );
}
