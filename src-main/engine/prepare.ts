import { fail, ok, type Result } from '#shared/faults.ts';
import type { ProjectSettings } from '#shared/model/project.ts';
import { commandEnvironment } from '../guard/command-environment.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import { copyIn } from '../workspace/copy-in.ts';

const LIMITS = { timeMs: 600_000, memoryBytes: 4 * 1024 ** 3, outputBytes: 4 << 20 };
/** Characters of output told when the command failed. */
const TAIL = 2_000;

export type Preparation = {
  /** The user's folder. */
  root: string;
  settings: ProjectSettings;
  sandbox: Sandbox;
  node: string;
  signal: AbortSignal;
  log(line: string): void;
};

/**
 * Makes a fresh checkout ready to work in: copies the files that git leaves out, and runs the set-up command in the
 * sandbox. Returns the paths copied. A set-up command that fails is a fault, with the end of what it said.
 */
export async function prepare(folder: string, preparation: Preparation): Promise<Result<string[]>> {
  const { root, settings, log } = preparation;
  const copied = await copyIn(root, folder, settings.copy);
  if (!copied.ok) return copied;
  if (copied.value.length > 0) log(`Copied ${copied.value.join(', ')} from the folder of the user`);
  const set = await setUp(folder, preparation);
  return set.ok ? copied : set;
}

async function setUp(folder: string, preparation: Preparation): Promise<Result<undefined>> {
  const { settings, sandbox, node, signal, log } = preparation;
  const [program, ...args] = settings.setUp ?? [];
  if (program === undefined) return ok(undefined);
  const shown = [program, ...args].join(' ');
  log(`Setting up: ${shown}${settings.setUpNetwork ? ', with the network' : ''}`);
  const run = await sandbox.run({
    command: [program, ...args],
    cwd: folder,
    writable: [folder],
    // Package managers keep their caches there; it is the sandbox's own.
    env: { ...(await commandEnvironment(node, folder)), HOME: '/tmp' },
    ...(settings.setUpNetwork ? { network: true } : {}),
    limits: LIMITS,
    signal,
  });
  if (!run.ok) return run;
  const { ended, exitCode, stdout, stderr } = run.value;
  if (ended === 'cancelled') return fail('cancelled', 'The set-up was cancelled.', { retryable: false });
  if (ended === 'exit' && exitCode === 0) return ok(undefined);
  const how = ended === 'exit' ? `ended with exit code ${exitCode ?? 'none'}` : `was ended: ${ended}`;
  const network = settings.setUpNetwork ? '' : ' It had no network; the setting setUpNetwork gives it one.';
  return fail('refused', `The set-up command ${shown} ${how}.`, {
    retryable: false,
    hint: `Nothing was built.${network} It said: ${`${stdout}\n${stderr}`.trim().slice(-TAIL)}`,
  });
}
