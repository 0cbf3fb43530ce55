import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { ensureReady } from './bootstrap.mjs';
import { captureNode, runNode } from './child.mjs';
import { entry, SetupError } from './entry.mjs';
import { CLI, ROOT } from './places.mjs';

const SAMPLE = join(ROOT, 'assets', 'samples', 'bookings.md');

await entry(async () => {
  await ensureReady();
  const folder = newFolder();
  const home = join(folder, 'home');
  const summary = await runSample(home, join(folder, 'project'));
  const verified = summary.capsule !== null && (await verify(summary.capsule.path, home));
  process.stdout.write(report(summary, { folder, verified }));
  return summary.status === 'finished' && verified ? 0 : 1;
});

/** A new folder of this project, not of the system's temporary one: worktrees there may be swept away, and a sandbox may hide it. */
function newFolder() {
  const demos = join(ROOT, 'artifacts', 'demo');
  mkdirSync(demos, { recursive: true });
  return mkdtempSync(join(demos, 'run-'));
}

/**
 * @param {string} home
 * @param {string} project
 */
async function runSample(home, project) {
  const args = ['run', SAMPLE, '--home', home, '--project', project, '--yes', '--json'];
  const { stdout } = await captureNode([...CLI, ...args], { stderr: 'inherit' });
  const line = stdout.trim().split('\n').at(-1) ?? '';
  try {
    return JSON.parse(line);
  } catch {
    throw new SetupError(`The run ended without a summary. What it left is kept in ${home} and ${project}.`);
  }
}

/**
 * @param {string} capsule
 * @param {string} home
 */
async function verify(capsule, home) {
  return (await runNode([...CLI, 'verify', capsule, '--home', home], { stdout: process.stderr.fd })) === 0;
}

/**
 * @param {any} summary
 * @param {{ folder: string, verified: boolean }} outcome
 */
function report(
  { status, requirements, covered, uncovered, tasks, capsule, durationMs },
  { folder, verified },
) {
  const lines = [
    `The sample run ended ${status} after ${(durationMs / 1000).toFixed(1)} s.`,
    `Requirements: ${requirements}, of which ${covered} covered and ${uncovered} listed as open.`,
    `Tasks: ${tasks.done} of ${tasks.total} done, ${tasks.failed} failed, ${tasks.cancelled} cancelled.`,
    ...(capsule === null ? ['No capsule was packed.'] : capsuleLines(capsule, verified)),
    `Everything is kept in ${folder}`,
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * @param {{ version: string, path: string }} capsule
 * @param {boolean} verified
 */
function capsuleLines({ version, path }, verified) {
  const verdict = verified ? 'verifies: every file has the hash its manifest names' : 'does NOT verify';
  return [`Capsule ${version}: ${path}`, `The capsule ${verdict}.`];
}
