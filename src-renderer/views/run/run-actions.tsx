import { Button, Popover } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useState } from 'react';
import type { Run } from '#shared/model/run.ts';
import { useAct } from '../../state/act.ts';
import classes from './run-actions.module.css';

export function RunActions({ run }: { run: Run }) {
  const { act, busy } = useAct();
  const runId = run.id;
  if (run.state !== 'active' && run.state !== 'paused') return null;
  return (
    <div className={classes.actions}>
      {run.state === 'active' ? (
        <Button
          variant="default"
          leftSection={<IconPlayerPause size={14} />}
          loading={busy}
          onClick={() =>
            act((api) => api.runs.pause({ runId }), 'Paused. What runs now is finished, nothing new begins.')
          }
        >
          Pause
        </Button>
      ) : (
        <Button
          leftSection={<IconPlayerPlay size={14} />}
          loading={busy}
          onClick={() => act((api) => api.runs.resume({ runId }), 'Resumed.')}
        >
          Resume
        </Button>
      )}
      <StopButton
        onStop={() => act((api) => api.runs.stop({ runId }), 'Stopped. Merged work stays in the workspace.')}
      />
    </div>
  );
}

function StopButton({ onStop }: { onStop: () => void }) {
  const [asked, setAsked] = useState(false);
  return (
    <Popover
      opened={asked}
      onChange={setAsked}
      position="bottom-end"
      width={280}
      trapFocus
      withArrow
      shadow="md"
    >
      <Popover.Target>
        <Button variant="default" leftSection={<IconPlayerStop size={14} />} onClick={() => setAsked(true)}>
          Stop
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <p>
          Stopping ends this run for good. Merged work stays; running attempts are ended and their branches
          kept.
        </p>
        <div className={classes.confirm}>
          <Button variant="default" onClick={() => setAsked(false)}>
            Go on running
          </Button>
          <Button
            color="red"
            onClick={() => {
              setAsked(false);
              onStop();
            }}
          >
            Stop the run
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
