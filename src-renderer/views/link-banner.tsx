import { Button } from '@mantine/core';
import { useDesk, useMirror } from '../state/desk.tsx';
import { moment, useNow } from '../state/time.ts';
import classes from './link-banner.module.css';

/** Says how old the page is while it is not live. */
export function LinkBanner() {
  const { link } = useDesk();
  const state = useMirror((mirror) => mirror.link);
  const now = useNow(state.kind === 'lost');
  if (state.kind === 'refused') {
    return (
      <div className={classes.banner} role="alert">
        The host no longer accepts this page. Nothing was lost: open the link that Orchestrator printed at its
        last start.
      </div>
    );
  }
  if (state.kind !== 'lost') return null;
  const seconds = Math.max(0, Math.ceil((state.retryAt - now) / 1000));
  return (
    <div className={classes.banner} role="alert">
      <span>
        The host does not answer. You see the state of {moment(state.since)}; runs go on where the host does.{' '}
        {seconds > 1 ? `Next try in ${seconds} s.` : 'Trying…'}
      </span>
      <Button variant="default" size="compact-xs" onClick={link.retry}>
        Try now
      </Button>
    </div>
  );
}
