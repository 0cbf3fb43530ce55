import { join } from 'node:path';
import { NO_USAGE } from '#shared/model/attempt.ts';
import type { CapsuleManifest } from '#shared/model/capsule.ts';
import { sh, userRepository, value } from '../../workspace/repository.fixture.ts';
import { packCapsule } from './pack.ts';
import type { ListPackages } from './sbom.ts';

/** What a manifest says before its files are known. */
export function knownManifest(commit: string): Omit<CapsuleManifest, 'files'> {
  return {
    format: 'orchestrator-capsule/1',
    id: 'cap_1',
    name: 'booking',
    version: '1.0.0',
    complete: true,
    createdAt: '2025-06-15T15:06:40.000Z',
    project: { id: 'prj_1', name: 'Booking' },
    run: { id: 'run_1', title: 'Booking', openedAt: '2025-06-15T15:00:00.000Z' },
    documents: [],
    requirements: [],
    plan: { id: 'pln_1', summary: '', tasks: [] },
    checks: [],
    decisions: [],
    provenance: { generator: 'orchestrator 0.1.0', commit, attempts: [] },
    cost: NO_USAGE,
  };
}

/** For products without packages. */
export const noPackages: ListPackages = async () => [];

/** A packed capsule of these files, as a folder. */
export async function packedCapsule(files: Readonly<Record<string, string>>): Promise<string> {
  const root = userRepository(files);
  const sourceCommit = sh(root, 'rev-parse', 'HEAD');
  const target = join(root, '../home/capsules/prj_1/1.0.0');
  await value(
    packCapsule({
      manifest: knownManifest(sourceCommit),
      sourceCommit,
      root,
      target,
      listPackages: noPackages,
    }),
  );
  return target;
}
