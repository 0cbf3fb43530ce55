import type { Capsule, CapsuleManifest } from '#shared/model/capsule.ts';
import type { CoverageMatrix } from '#shared/model/coverage-matrix.ts';
import type { Project } from '#shared/model/project.ts';
import type { Signal } from '#shared/model/signal.ts';

/** A run as it goes into a capsule. */
export type PackInput = {
  capsule: Capsule;
  project: Project;
  /** Everything the manifest says but the commit, the files and what is left out. */
  manifest: Omit<CapsuleManifest, 'files' | 'leftOut' | 'provenance'> & {
    provenance: Omit<CapsuleManifest['provenance'], 'commit'>;
  };
  signals: Signal[];
  coverage: CoverageMatrix;
};
