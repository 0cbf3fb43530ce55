import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ok, type Result } from '#shared/faults.ts';
import { type CheckKind, CheckResult } from '#shared/model/check.ts';
import type { Project } from '#shared/model/project.ts';
import { createLanes } from '../../kernel/lanes.ts';
import { writeAtomic } from '../../workspace/atomic-file.ts';
import type { Checkouts } from '../../workspace/checkouts.ts';

/** Runs checks in a folder with the files of an earlier commit. */
export type LookAt = (folder: string) => Promise<Result<CheckResult[]>>;

/** How the project's own checks came out at a commit, before the work. A cache: losing it costs time and nothing else. */
export type Baselines = {
  /** Looks at the commit unless that is known. */
  at(
    project: Project,
    commit: string,
    kinds: readonly CheckKind[],
    look: LookAt,
  ): Promise<Result<CheckResult[]>>;
  /** Whether work on a commit may mend something: where the newest known state had errors, or none is known. */
  mayMend(project: Project): Promise<boolean>;
};

const Kept = z.object({ results: z.array(CheckResult) });

export function createBaselines(folder: string, checkouts: Checkouts): Baselines {
  const lanes = createLanes();
  const place = (project: Project, name: string) => join(folder, project.id, keyOf(project), `${name}.json`);
  return {
    at: (project, commit, kinds, look) =>
      lanes.run(`${project.id} ${commit}`, async () => {
        const known = await read(place(project, commit));
        if (known && kinds.every((kind) => known.some((result) => result.kind === kind))) return ok(known);
        const found = await checkouts.use(project.root, commit, look);
        if (!found.ok) return found;
        const bytes = Buffer.from(JSON.stringify({ results: found.value }));
        for (const name of [commit, 'newest']) await writeAtomic(place(project, name), bytes);
        return found;
      }),
    async mayMend(project) {
      const known = await read(place(project, 'newest'));
      return known?.some(({ verdict }) => verdict !== 'pass') ?? true;
    },
  };
}

/** Counted up when results of the same commands would come out otherwise. */
const VERSION = 2;

/** What was found with other commands says nothing of these. */
function keyOf({ settings: { test, format, lint, setUp, setUpNetwork, copy } }: Project): string {
  const text = JSON.stringify([VERSION, test, format, lint, setUp, setUpNetwork, copy]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

async function read(path: string): Promise<CheckResult[] | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return Kept.parse(JSON.parse(text)).results;
  } catch {
    return undefined;
  }
}
