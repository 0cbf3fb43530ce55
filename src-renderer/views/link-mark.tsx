import { Tooltip } from '@mantine/core';
import { IconPlugConnected, IconPlugConnectedX, IconPlugX, IconRefresh } from '@tabler/icons-react';
import type { LinkState } from '../link/link.ts';
import type { Mark } from '../parts/marks.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { useMirror } from '../state/desk.tsx';

const MARKS: Record<LinkState['kind'], Mark & { detail: string }> = {
  connecting: {
    label: 'Connecting',
    tone: 'idle',
    icon: IconRefresh,
    detail: 'Asking the host for its state.',
  },
  live: {
    label: 'Live',
    tone: 'good',
    icon: IconPlugConnected,
    detail: 'Every change shows here as it happens.',
  },
  lost: {
    label: 'Offline',
    tone: 'wait',
    icon: IconPlugConnectedX,
    detail: 'The page reconnects by itself.',
  },
  refused: { label: 'Refused', tone: 'bad', icon: IconPlugX, detail: 'The host does not know this page.' },
};

/** Whether what the page shows is what is. */
export function LinkMark() {
  const mark = MARKS[useMirror((state) => state.link.kind)];
  return (
    <Tooltip label={mark.detail}>
      <span role="status" style={{ display: 'flex' }}>
        <StateMark mark={mark} />
      </span>
    </Tooltip>
  );
}
