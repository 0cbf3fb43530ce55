import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createHost } from '../../src-main/host/host.ts';
import { unwrap } from '../../src-shared/faults.ts';

export type Taken = {
  seconds: number;
  pages: number;
  requirements: number;
  peakMb: number;
  baseMb: number;
  longestBlockMs: number;
};

const WARM_UP = '# Warm-up\n\n- The system must be warm.\n';
const megabytes = () => process.resourceUsage().maxRSS / 1024;

/** Hands a document to a host that has read one before, and waits until its requirements are to be accepted. */
export async function takeIn(path: string): Promise<Taken> {
  const home = mkdtempSync(join(tmpdir(), 'intake-bench-'));
  const host = unwrap(createHost({ home, synchronous: 'FULL' }));
  host.start();
  const root = join(home, 'work');
  mkdirSync(root);
  const project = await host.api.projects.create({ name: 'bench', root, policy: 'manual' });
  const read = async (name: string, content: string) => {
    const run = await host.api.runs.start({
      projectId: project.id,
      documents: [{ name, content, encoding: 'base64' }],
    });
    await asked(run.id);
    return run.id;
  };
  const asked = async (runId: string) => {
    for await (const { changes } of await host.api.changes.watch({})) {
      if (changes.some((change) => change.kind === 'decision' && change.row.runId === runId)) return;
      if (
        changes.some(
          (change) => change.kind === 'run' && change.id === runId && change.row.state !== 'active',
        )
      )
        throw new Error('the run ended before anybody was asked');
    }
  };
  await read('warm.md', Buffer.from(WARM_UP).toString('base64'));
  const content = readFileSync(path, 'base64');
  const baseMb = megabytes();
  const block = monitorEventLoopDelay({ resolution: 1 });
  block.enable();
  const begin = performance.now();
  const runId = await read(basename(path), content);
  const seconds = (performance.now() - begin) / 1000;
  block.disable();
  const [document] = await host.api.documents.list({ runId });
  const { requirements } = await host.api.runs.summary({ runId });
  const peakMb = megabytes();
  await host.stop();
  return {
    seconds,
    pages: document?.reading?.pages ?? 0,
    requirements,
    peakMb,
    baseMb,
    longestBlockMs: block.max / 1e6,
  };
}
