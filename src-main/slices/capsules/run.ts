import { join } from 'node:path';
import type { Command } from '#shared/commands.ts';
import { ok, type Result } from '#shared/faults.ts';
import type { Capsule, CapsuleManifest } from '#shared/model/capsule.ts';
import type { Project } from '#shared/model/project.ts';
import { packCapsule } from './pack.ts';

export type PackInput = {
  capsule: Capsule;
  project: Project;
  /** Everything the manifest says but the commit and the files. */
  manifest: Omit<CapsuleManifest, 'files' | 'provenance'> & {
    provenance: Omit<CapsuleManifest['provenance'], 'commit'>;
  };
};

/** Packs what the integration branch holds, with its manifest. Doing it twice gives the same capsule. */
export async function packRun(
  { capsule, project, manifest }: PackInput,
  tools: { capsulesDir: string; tipOf(project: Project): Promise<Result<string>> },
): Promise<Result<Command[]>> {
  const commit = await tools.tipOf(project);
  if (!commit.ok) return commit;
  const packed = await packCapsule({
    manifest: { ...manifest, provenance: { ...manifest.provenance, commit: commit.value } },
    sourceCommit: commit.value,
    root: project.root,
    target: join(tools.capsulesDir, project.id, capsule.version),
  });
  if (!packed.ok) return packed;
  return ok([{ type: 'capsules.pack', capsuleId: capsule.id, ...packed.value }]);
}
