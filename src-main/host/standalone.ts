import type { CapsuleReport } from '#shared/contract/capsules.ts';
import type { Result } from '#shared/faults.ts';
import type { DoctorReport } from '#shared/model/doctor.ts';
import type { RepositoryProfile } from '#shared/model/repository.ts';
import type { SandboxReport } from '#shared/model/sandbox.ts';
import { verifyCapsule } from '../slices/capsules/verify.ts';
import { inspectRepository } from '../workspace/inspect.ts';
import { checkDatabase } from './check-database.ts';
import { examine } from './doctor.ts';
import { homePaths } from './home.ts';
import { withDefaults } from './options.ts';
import { createOutside } from './outside.ts';
import { reportSandbox } from './sandbox-report.ts';

/** What needs no host. The data folder may be missing, broken or in use by another; it is not made. */
export type Standalone = {
  examine(): Promise<DoctorReport>;
  reportSandbox(): Promise<SandboxReport>;
  /** Checks a packed or exported capsule, at an absolute path, against its hashes. */
  verify(path: string): Promise<Result<CapsuleReport>>;
  /** Looks at a folder with code, at an absolute path. */
  inspect(root: string): Promise<Result<RepositoryProfile>>;
};

export function createStandalone(home: string): Standalone {
  const options = withDefaults({ home });
  return {
    async examine() {
      const { sandboxFor, agents } = await createOutside(options, homePaths(home));
      return examine({
        home,
        sandbox: sandboxFor(false),
        agents,
        checkDatabase: () => checkDatabase(home, options.clock),
        pageDir: options.pageDir,
      });
    },
    reportSandbox() {
      const paths = homePaths(home);
      return reportSandbox(createOutside(options, paths).sandboxFor(false), paths.worktrees, options.node);
    },
    verify: verifyCapsule,
    inspect: inspectRepository,
  };
}
