import { createHash } from 'node:crypto';
import { ok, type Result } from '#shared/faults.ts';
import type { CheckKind } from '#shared/model/check.ts';
import type { CheckContext, CheckOutcome } from './check-context.ts';
import { isoTime } from './file-check.ts';

/** Counted up when a check of the whole project comes to other results for the same tree. */
const VERSION = 1;

/**
 * A check of the whole project. Its result is kept by the tree it looked at, what it ran, and where; only a good result is:
 * what failed may have failed by chance, and is looked at again.
 */
export async function wholeCheck(
  context: CheckContext,
  kind: CheckKind,
  dependsOn: unknown,
  run: () => Promise<Result<CheckOutcome>>,
): Promise<Result<CheckOutcome>> {
  const { cache, tree, sandbox, node } = context;
  if (cache === undefined || tree === undefined) return run();
  const parts = [VERSION, kind, tree, sandbox.id, node, dependsOn];
  const key = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  const known = cache.get(key);
  if (known) {
    const outcome = JSON.parse(known.body) as CheckOutcome;
    return ok({ ...outcome, summary: `${outcome.summary}, unchanged since ${isoTime(known.at)}` });
  }
  const outcome = await run();
  if (!outcome.ok) return outcome;
  const { findings, skipped } = outcome.value;
  const isGood = !skipped && findings.every((finding) => finding.severity !== 'error');
  if (isGood) cache.put([{ key, body: JSON.stringify(outcome.value) }]);
  return outcome;
}
