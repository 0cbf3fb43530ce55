import { SegmentedControl, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useDeferredValue, useMemo, useState } from 'react';
import type { Run } from '#shared/model/run.ts';
import type { Task } from '#shared/model/task.ts';
import { Empty } from '../parts/empty.tsx';
import lists from '../parts/list.module.css';
import { Portion } from '../parts/portion.tsx';
import { useRows } from '../state/desk.tsx';
import { ofRun, tally } from '../state/select.ts';
import { useCriticalPath } from './run/use-critical-path.ts';
import { TaskRow } from './task-row.tsx';

const FILTERS: { value: string; label: string; has: (task: Task) => boolean }[] = [
  { value: 'all', label: 'All', has: () => true },
  {
    value: 'moving',
    label: 'In work',
    has: ({ state }) => ['running', 'validating', 'merging'].includes(state),
  },
  { value: 'todo', label: 'To do', has: ({ state }) => ['ready', 'blocked'].includes(state) },
  { value: 'stuck', label: 'Stuck', has: ({ state }) => ['waiting', 'failed'].includes(state) },
  { value: 'done', label: 'Done', has: ({ state }) => state === 'done' },
];

export function Tasks({ run, taskId }: { run: Run | undefined; taskId: string | undefined }) {
  if (!run) return <Empty text="No tasks" next="Start a run: its plan brings the tasks. Press N." />;
  return <TasksOfRun run={run} taskId={taskId} />;
}

function TasksOfRun({ run, taskId }: { run: Run; taskId: string | undefined }) {
  const rows = useRows('task');
  const tasks = useMemo(() => ofRun(rows, run.id), [rows, run.id]);
  const critical = useCriticalPath(run, tally(tasks));
  const [filter, setFilter] = useState('all');
  const [words, setWords] = useState('');
  const wanted = useDeferredValue(words.trim().toLowerCase());
  const has = FILTERS.find(({ value }) => value === filter)?.has ?? (() => true);
  const shown = tasks.filter((task) => has(task) && textOf(task).includes(wanted));
  return (
    <div className={lists.page}>
      <div className={lists.top}>
        <h1>Tasks</h1>
        <TextInput
          size="xs"
          aria-label="Search tasks"
          placeholder="Key, title, requirement or file"
          leftSection={<IconSearch size={14} />}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <SegmentedControl
          size="xs"
          aria-label="Which tasks"
          value={filter}
          onChange={setFilter}
          data={FILTERS.map(({ value, label, has: counts }) => ({
            value,
            label: `${label} ${tasks.filter(counts).length}`,
          }))}
        />
      </div>
      <section className={lists.panel} aria-label="Tasks">
        <Portion items={shown}>
          {(task) => (
            <TaskRow
              key={task.id}
              task={task}
              critical={critical.has(task.id)}
              selected={task.id === taskId}
              withState
            />
          )}
        </Portion>
        {shown.length === 0 && (
          <Empty
            text={tasks.length === 0 ? 'No tasks yet' : 'No task fits'}
            next={
              tasks.length === 0 ? 'They come with the plan of this run.' : 'Choose All or search for less.'
            }
          />
        )}
      </section>
    </div>
  );
}

function textOf(task: Task): string {
  return [task.key, task.title, ...task.requirementKeys, ...task.expects].join(' ').toLowerCase();
}
