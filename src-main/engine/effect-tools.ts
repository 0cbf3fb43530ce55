import type { NewId } from '#shared/ids.ts';
import type { Bridge } from '../bridge/bridge.ts';
import type { Reader } from '../ports/reader.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Logs } from '../store/logs.ts';
import type { Worktrees } from '../workspace/worktrees.ts';

/** What the effects of this host work with; the host picks the adapters. */
export type EffectTools = {
  bridge: Bridge;
  blobs: Blobs;
  readers: readonly Reader[];
  worktrees: Worktrees;
  worktreePath(attemptId: string): string;
  /** Refuses to run where there is no sandbox, unless the run was allowed to do without. */
  sandboxFor(unsandboxed: boolean): Sandbox;
  /** Absolute path of the Node that runs the checks. */
  node: string;
  capsulesDir: string;
  /** Name and version of this program, for manifests. */
  generator: string;
  logs: Logs;
  newId: NewId;
  /** Notes which file an attempt is at, for progress displays. */
  noteProgress(taskId: string, text: string | undefined): void;
};
