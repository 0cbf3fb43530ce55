import { CloseButton } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { useDesk } from '../state/desk.tsx';
import classes from './notice-list.module.css';

export function NoticeList() {
  const { notices } = useDesk();
  const shown = useStore(notices.store);
  return (
    <div className={classes.list} role="status" aria-live="polite">
      {shown.map(({ id, tone, text, detail }) => (
        <div key={id} className={classes.notice} data-tone={tone}>
          {tone === 'good' ? (
            <IconCircleCheck size={18} aria-hidden />
          ) : (
            <IconAlertTriangle size={18} aria-hidden />
          )}
          <div className={classes.words}>
            <p>{text}</p>
            {detail && <p className="soft">{detail}</p>}
          </div>
          <CloseButton size="sm" aria-label="Close this message" onClick={() => notices.dismiss(id)} />
        </div>
      ))}
    </div>
  );
}
