import type { ContractRouterClient } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';
import type { Contract } from '#shared/contract/index.ts';
import { ok, type Result } from '#shared/faults.ts';
import { createRouter, type HostRouter } from './api/router.ts';
import { createCore } from './core.ts';
import { examine } from './doctor.ts';
import { createFeed } from './feed.ts';
import { homePaths } from './home.ts';
import { type HostOptions, withDefaults } from './options.ts';
import { createOutside } from './outside.ts';
import { reportSandbox } from './sandbox-report.ts';

export type Host = {
  /** The contract, implemented; servers wrap it. */
  router: HostRouter;
  /** The same, called in process. */
  api: ContractRouterClient<Contract>;
  /** Takes up what an earlier host left, and begins to work. */
  start(): void;
  /** Ends what runs, in the reverse order of the start, and closes the database. */
  stop(): Promise<void>;
};

/**
 * The whole product without a window or a port. Opens the data folder; faults: `conflict` (another host has it),
 * `storage` (damaged, read-only, missing, from the future).
 */
export function createHost(wishes: HostOptions): Result<Host> {
  const options = withDefaults(wishes);
  const paths = homePaths(options.home);
  const outside = createOutside(options, paths);
  const opened = createCore(options, paths, outside);
  if (!opened.ok) return opened;
  const core = opened.value;
  const router = createRouter({
    ...core,
    version: options.version,
    paths,
    templateDir: options.templateDir,
    clock: options.clock,
    feed: createFeed(core.engine, core.journal, core.read),
    startedAt: options.clock.now(),
    reportSandbox: () => reportSandbox(outside.sandboxFor(false), paths.worktrees, options.node),
    examine: () =>
      examine({
        home: paths.home,
        sandbox: outside.sandboxFor(false),
        agents: outside.agents,
        checkDatabase: () => Promise.resolve(ok(`open, ${core.journal.last()} events`)),
        pageDir: options.pageDir,
      }),
  });
  return ok({ router, api: createRouterClient(router), start: core.start, stop: core.stop });
}
