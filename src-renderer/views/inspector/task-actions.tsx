import { ActionIcon, Tooltip } from '@mantine/core';
import { IconBan, IconRefresh } from '@tabler/icons-react';
import type { Task } from '#shared/model/task.ts';
import { useAct } from '../../state/act.ts';

export function TaskActions({ task }: { task: Task }) {
  const { act, busy } = useAct();
  const taskId = task.id;
  const over = task.state === 'done' || task.state === 'cancelled';
  return (
    <>
      {(task.state === 'failed' || task.state === 'waiting') && (
        <Tooltip label="Try again">
          <ActionIcon
            aria-label="Try again"
            loading={busy}
            onClick={() => act((api) => api.tasks.retry({ taskId }), `${task.key} is tried again.`)}
          >
            <IconRefresh size={17} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      )}
      {!over && task.state !== 'failed' && (
        <Tooltip label="Cancel this task and what depends on it">
          <ActionIcon
            aria-label="Cancel this task"
            loading={busy}
            onClick={() => act((api) => api.tasks.cancel({ taskId }), `${task.key} was cancelled.`)}
          >
            <IconBan size={17} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      )}
    </>
  );
}
