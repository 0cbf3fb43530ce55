import { useEffect, useState } from 'react';
import type { Run } from '#shared/model/run.ts';
import { useDesk, useMirror } from '../../state/desk.tsx';
import type { Tally } from '../../state/select.ts';

const NONE: ReadonlySet<string> = new Set();
const SETTLE_MS = 300;

/** Ids of the tasks that decide how long the rest of the run takes, as the host computes them; asked again as tasks end. */
export function useCriticalPath(run: Run, { total, done, failed }: Tally): ReadonlySet<string> {
  const { link } = useDesk();
  const live = useMirror((state) => state.link.kind === 'live');
  const [path, setPath] = useState(NONE);
  const stand = `${total} ${done} ${failed} ${run.state}`;
  useEffect(() => {
    if (!live || stand.startsWith('0 ')) return;
    let current = true;
    const timer = window.setTimeout(async () => {
      const answer = await link.api.runs.plan({ runId: run.id }).catch(() => undefined);
      if (current && answer) setPath(new Set(answer.criticalPath.taskIds));
    }, SETTLE_MS);
    return () => {
      current = false;
      window.clearTimeout(timer);
    };
  }, [link, live, run.id, stand]);
  return path;
}
