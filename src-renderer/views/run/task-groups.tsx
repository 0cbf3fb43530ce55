import { IconRoute, IconTool } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { Run } from '#shared/model/run.ts';
import type { Task } from '#shared/model/task.ts';
import { Empty } from '../../parts/empty.tsx';
import lists from '../../parts/list.module.css';
import { type Mark, TASK_MARKS } from '../../parts/marks.ts';
import { Portion } from '../../parts/portion.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { byState } from '../../state/select.ts';
import { TaskRow } from '../task-row.tsx';
import classes from './task-groups.module.css';

const IN_WORK: Mark = { label: 'In work', tone: 'accent', icon: IconTool };

type Props = {
  run: Run;
  tasks: readonly Task[];
  critical: ReadonlySet<string>;
  selected: string | undefined;
};

export function TaskGroups({ run, tasks, critical, selected }: Props) {
  const groups = useMemo(() => byState(tasks), [tasks]);
  return (
    <section className={lists.panel} aria-label="Tasks">
      <div className={lists.panelHead}>
        <h2>Tasks</h2>
        {critical.size > 0 && run.phase !== 'ended' && (
          <span className={classes.legend}>
            <IconRoute size={14} aria-hidden /> on the critical path
          </span>
        )}
      </div>
      {groups.length === 0 && (
        <Empty
          text={
            run.phase === 'planning'
              ? 'The plan is being made'
              : run.phase === 'ended'
                ? 'No tasks'
                : 'No tasks yet'
          }
          next={nextStep(run)}
        />
      )}
      {groups.map(({ name, tasks: members }) => (
        <div key={name}>
          <div className={lists.groupHead}>
            <StateMark mark={name === 'in work' ? IN_WORK : TASK_MARKS[name]} />
            <span className="soft">{members.length}</span>
          </div>
          <Portion items={members}>
            {(task) => (
              <TaskRow
                key={task.id}
                task={task}
                critical={critical.has(task.id)}
                selected={task.id === selected}
                withState={name === 'in work'}
              />
            )}
          </Portion>
        </div>
      ))}
    </section>
  );
}

function nextStep(run: Run): string {
  switch (run.phase) {
    case 'reading':
      return 'First the documents are read; then you accept the requirements found in them.';
    case 'accepting':
      return 'Accept the requirements in the inbox; the plan follows from them.';
    case 'ended':
      return 'The run ended before a plan was made; the note above says why.';
    default:
      return 'Tasks show here as soon as they are planned.';
  }
}
