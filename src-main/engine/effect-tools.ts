import type { Result } from '#shared/faults.ts';
import type { NewId } from '#shared/ids.ts';
import type { Bridge } from '../bridge/bridge.ts';
import type { ReadingRoom } from '../ports/reader.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Contexts } from '../store/contexts.ts';
import type { Worktrees } from '../workspace/worktrees.ts';
import type { CheckTools } from './check-tools.ts';

/** What the effects of this host work with; the host picks the adapters. */
export type EffectTools = CheckTools & {
  bridge: Bridge;
  blobs: Blobs;
  room: ReadingRoom;
  worktrees: Worktrees;
  capsulesDir: string;
  /** Name and version of this program, for manifests. */
  generator: string;
  contexts: Contexts;
  /** Path to hash of the files that every workspace begins with. */
  template(): Promise<Result<ReadonlyMap<string, string>>>;
  newId: NewId;
  /** Notes which file an attempt is at, for progress displays. */
  noteProgress(taskId: string, text: string | undefined): void;
};
