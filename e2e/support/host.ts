import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Started, start } from './process.ts';

export type TestHost = Started & {
  /** Holds data folder and workspaces; gone after `end`. */
  folder: string;
  end(): Promise<void>;
};

/** The real host on a data folder of its own, served as `orchestrator serve` serves it. */
export async function startHost(): Promise<TestHost> {
  const folder = await mkdtemp(join(tmpdir(), 'orchestrator-e2e-'));
  const started = await start('src-main/cli/main.ts', [
    'serve',
    '--home',
    join(folder, 'home'),
    '--port',
    '0',
  ]);
  return {
    ...started,
    folder,
    async end() {
      await started.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
