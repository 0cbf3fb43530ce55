import { IconRoute } from '@tabler/icons-react';
import { memo } from 'react';
import type { Task } from '#shared/model/task.ts';
import lists from '../parts/list.module.css';
import { TASK_MARKS } from '../parts/marks.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { adjust } from '../state/route.ts';
import { count } from '../state/time.ts';
import classes from './task-row.module.css';

type Props = { task: Task; critical: boolean; selected: boolean; withState?: boolean };

export const TaskRow = memo(function TaskRow({ task, critical, selected, withState = false }: Props) {
  const note = noteOf(task);
  return (
    <button
      type="button"
      data-row
      className={lists.row}
      aria-current={selected}
      onClick={() => adjust({ taskId: selected ? undefined : task.id })}
    >
      <span className={classes.state} data-wide={withState || undefined}>
        <StateMark mark={TASK_MARKS[task.state]} iconOnly={!withState} />
      </span>
      <span className={`${lists.key} mono`}>{task.key}</span>
      <span className={`${lists.grow} cut`}>{task.title}</span>
      {critical && task.state !== 'done' && (
        <span className={classes.critical} title="On the critical path: the run cannot end before this does.">
          <IconRoute size={15} role="img" aria-label="on the critical path" />
        </span>
      )}
      {note && <span className={classes.note}>{note}</span>}
      <span className={`${lists.right} ${classes.role}`}>{task.role}</span>
    </button>
  );
});

function noteOf(task: Task): string | undefined {
  if (task.state === 'blocked') return `waits for ${task.depsLeft}`;
  return task.attempts > 1 ? count(task.attempts, 'attempt') : undefined;
}
