import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { unwrap } from '#shared/faults.ts';
import type { Engine } from '../engine/engine.ts';
import type { Read } from '../engine/read.ts';
import { isWithin } from '../guard/jail.ts';

/** A data folder that was copied or restored elsewhere has its capsules along: their rows are told where they lie now. */
export function findCapsulesHere(engine: Engine, read: Read, folder: string): void {
  for (const { id, projectId, version, state, path } of read.capsules.capsules()) {
    const here = join(folder, projectId, version);
    if (state !== 'packed' || isWithin(folder, path) || !existsSync(here)) continue;
    unwrap(engine.dispatch([{ type: 'capsules.move', capsuleId: id, path: here }], { by: 'engine' }));
  }
}
