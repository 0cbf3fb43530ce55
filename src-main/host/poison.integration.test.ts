import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

const run = promisify(execFile);
const CHILD = join(import.meta.dirname, 'testing/poison-child.ts');

it('gives up work in which the host died three times, and says so', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'poison-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const args = [CHILD, join(folder, 'home'), join(folder, 'work')];
  for (let crash = 0; crash < 3; crash++)
    await expect(run(process.execPath, args)).rejects.toMatchObject({ signal: 'SIGKILL' });
  const { stdout } = await run(process.execPath, args);
  expect(JSON.parse(stdout)).toMatchObject({
    state: 'failed',
    fault: { type: 'internal', retryable: false, message: expect.stringContaining('died 3 times') },
  });
}, 60_000);
