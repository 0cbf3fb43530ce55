import { join } from 'node:path';
import type { Command } from '#shared/commands.ts';
import { ok, type Result } from '#shared/faults.ts';
import type { Blobs } from '../../store/blobs.ts';
import { GUEST_BRANCH } from '../../workspace/guest.ts';
import { integrationTip } from '../../workspace/integration-tip.ts';
import { integrationBranch } from '../../workspace/template.ts';
import type { Worktrees } from '../../workspace/worktrees.ts';
import { packCapsule } from './pack.ts';
import type { PackInput } from './pack-input.ts';
import { recordRun } from './record.ts';
import type { ListPackages } from './sbom.ts';

/** Records the run in the workspace and packs what the integration branch holds, with its manifest. Doing it twice gives the same capsule. */
export async function packRun(
  input: PackInput,
  tools: { capsulesDir: string; worktrees: Worktrees; blobs: Blobs; listPackages: ListPackages },
): Promise<Result<Command[]>> {
  const { capsule, project, manifest } = input;
  const recorded = await recordRun(input, tools);
  // Pages that a person changed stay as the person wants them; the capsule's manifest says the same anyway.
  if (!recorded.ok && recorded.fault.type !== 'conflict') return recorded;
  const branch = await integrationBranch(project.root);
  if (!branch.ok) return branch;
  const commit = await integrationTip(project.root);
  if (!commit.ok) return commit;
  const packed = await packCapsule({
    manifest: { ...manifest, provenance: { ...manifest.provenance, commit: commit.value } },
    sourceCommit: commit.value,
    root: project.root,
    isGuest: branch.value === GUEST_BRANCH,
    listPackages: tools.listPackages,
    target: join(tools.capsulesDir, project.id, capsule.version),
  });
  if (!packed.ok) return packed;
  return ok([{ type: 'capsules.pack', capsuleId: capsule.id, ...packed.value }]);
}
