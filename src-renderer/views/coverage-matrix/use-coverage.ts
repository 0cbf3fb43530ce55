import { useEffect, useState } from 'react';
import type { CoverageMatrix } from '#shared/model/coverage-matrix.ts';
import type { Difference } from '#shared/model/difference.ts';
import type { Run } from '#shared/model/run.ts';
import { useDesk, useMirror } from '../../state/desk.tsx';

export type CoverageAnswer = { runId: string; matrix: CoverageMatrix; difference: Difference | null };

const SETTLE_MS = 300;

/**
 * The coverage of a run as the host joins it, asked again when `stand` changes. The answer before stays while the next one
 * is on its way; undefined until there is one for this run. `failed` when the last question got no answer.
 */
export function useCoverage(
  run: Run,
  stand: string,
): { answer: CoverageAnswer | undefined; failed: boolean } {
  const { link } = useDesk();
  const live = useMirror((state) => state.link.kind === 'live');
  const [answer, setAnswer] = useState<CoverageAnswer>();
  const [failed, setFailed] = useState(false);
  const asked = `${run.phase} ${run.state} ${stand}`;
  useEffect(() => {
    if (!live || asked === '') return;
    let current = true;
    const timer = window.setTimeout(async () => {
      const got = await Promise.all([
        link.api.runs.coverage({ runId: run.id }),
        link.api.runs.difference({ runId: run.id }),
      ]).catch(() => undefined);
      if (!current) return;
      setFailed(got === undefined);
      if (got) setAnswer({ runId: run.id, matrix: got[0], difference: got[1].difference });
    }, SETTLE_MS);
    return () => {
      current = false;
      window.clearTimeout(timer);
    };
  }, [link, live, run.id, asked]);
  return { answer: answer?.runId === run.id ? answer : undefined, failed };
}
