import { fail, ok, type Result } from '#shared/faults.ts';
import type { Api } from './remote.ts';

/** The id of a run, or of the newest for `latest`. */
export async function findRun(api: Api, wanted: string): Promise<Result<string>> {
  if (wanted !== 'latest') return ok((await api.runs.get({ runId: wanted })).id);
  const runs = await api.runs.list({});
  const newest = runs.toSorted((a, b) => b.openedAt - a.openedAt)[0];
  return newest
    ? ok(newest.id)
    : fail('not_found', 'There is no run yet.', { hint: '`orchestrator run <document>` starts one.' });
}
