import { dirname, join } from 'node:path';
import { SandboxKind, type SandboxReport, sandboxView } from '#shared/model/sandbox.ts';
import type { Sandbox } from '../ports/sandbox.ts';

/** What the tests of a project usually get. What one command gets exactly stands in the log of its attempt. */
const USUAL_LIMITS = { timeMs: 120_000, memoryBytes: 1 << 30, outputBytes: 1 << 20 };

/** What holds commands here, and what the tests of an attempt would get to see. */
export async function reportSandbox(
  sandbox: Sandbox,
  worktrees: string,
  node: string,
): Promise<SandboxReport> {
  const { available, detail, kind } = await sandbox.status();
  const cwd = join(worktrees, '<attempt>');
  const env = { PATH: `${dirname(node)}:/usr/bin:/bin`, LANG: 'C.UTF-8', CI: 'true', NO_COLOR: '1' };
  const view = sandboxView({ cwd, writable: [cwd], env, limits: USUAL_LIMITS });
  const known = SandboxKind.safeParse(kind ?? sandbox.id);
  return { kind: available && known.success ? known.data : 'none', available, detail, view };
}
