import type { Sandbox } from '../ports/sandbox.ts';
import type { Baselines } from '../slices/validation/baselines.ts';
import type { Examiner } from '../slices/validation/checks/examiner.ts';
import type { CheckCache } from '../store/check-cache.ts';
import type { Logs } from '../store/logs.ts';

/** What the checks of this host work with. */
export type CheckTools = {
  worktreePath(attemptId: string): string;
  /** Refuses to run where there is no sandbox, unless the run was allowed to do without. */
  sandboxFor(unsandboxed: boolean): Sandbox;
  /** Absolute path of the Node that runs the checks. */
  node: string;
  /** Reads the files that are checked. */
  examiner: Examiner;
  /** Results of checks that need not be made again. */
  checkCache: CheckCache;
  /** How projects stood before work began. */
  baselines: Baselines;
  logs: Pick<Logs, 'append'>;
};

/** Those of the tools that stay the same for every checking. */
export function checkTools({ node, examiner, checkCache }: CheckTools) {
  return { node, examiner, cache: checkCache };
}
