import { useEffect, useState } from 'react';
import type { Attempt } from '#shared/model/attempt.ts';
import type { LogLine } from '#shared/model/log.ts';
import { useDesk, useMirror } from '../../state/desk.tsx';

const PAGE = 1000;
const KEPT = 5000;
const LOOK_AGAIN_MS = 700;

/** The lines of an attempt's log, growing while it runs. Only what is new is asked for. */
export function useLog(attempt: Attempt | undefined): { lines: readonly LogLine[]; truncated: boolean } {
  const { link } = useDesk();
  const live = useMirror((state) => state.link.kind === 'live');
  const [log, setLog] = useState<{ lines: readonly LogLine[]; truncated: boolean }>({
    lines: [],
    truncated: false,
  });
  const attemptId = attempt?.id;
  const growing = attempt?.state === 'running' || attempt?.state === 'succeeded';
  useEffect(() => {
    if (!live || attemptId === undefined) return;
    let current = true;
    let timer: number | undefined;
    let from = 0;
    const look = async () => {
      const page = await link.api.tasks.log({ attemptId, from, limit: PAGE }).catch(() => []);
      if (!current) return;
      const first = from;
      from = (page.at(-1)?.line ?? from - 1) + 1;
      if (page.length > 0) {
        setLog(({ lines, truncated }) => {
          const all = first === 0 ? page : [...lines, ...page];
          return { lines: all.slice(-KEPT), truncated: truncated || all.length > KEPT };
        });
      }
      if (page.length === PAGE) void look();
      else if (growing) timer = window.setTimeout(look, LOOK_AGAIN_MS);
    };
    void look();
    return () => {
      current = false;
      window.clearTimeout(timer);
    };
  }, [link, live, attemptId, growing]);
  return log;
}
