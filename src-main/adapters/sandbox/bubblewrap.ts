import { tmpdir } from 'node:os';
import { fail, ok, type Result } from '#shared/faults.ts';
import type { Clock } from '../../kernel/clock.ts';
import { type ProcessRun, runProcess } from '../../kernel/process.ts';
import { bubblewrapArguments } from './bubblewrap-arguments.ts';
import type { Enclosure } from './enclosure.ts';

const PROBE_MS = 10_000;
const OLDEST = 5;

const HELD =
  'no network but a loopback of its own, no files but the system programs and the work folder, writes only where ' +
  'allowed, a process namespace of its own, limits on memory, processes and file size';
const BLOCKED =
  'The system probably forbids unprivileged user namespaces: on Ubuntu 24.04 and later an AppArmor profile for bwrap ' +
  'allows them, in a container its operator does.';

/**
 * Linux: bubblewrap with an argument list of our own.
 *
 * `@anthropic-ai/sandbox-runtime` builds such a list too, but it starts from the whole host and takes away: `/tmp/claude`
 * stays readable whatever is denied, every hidden folder becomes a writable file system in memory without a bound, and
 * as root the command keeps all capabilities within its namespace. Here the command starts from nothing: it sees the
 * system's programs and what `exposures` lists, `/tmp` and `/dev/shm` are private and bounded, all else is read-only.
 */
export function createBubblewrap(hide: readonly string[], clock: Clock): Enclosure {
  let version = OLDEST;
  return {
    givesNetwork: true,
    async probe() {
      const found = await readVersion(clock);
      if (!found.ok) return { available: false, detail: found.fault.message };
      version = found.value.number;
      const args = await bubblewrapArguments(PROBE, PROBE.command, hide, version);
      const run = await runBubblewrap(args, clock);
      if (run.ok && run.value.exitCode === 0) {
        return { available: true, detail: `${found.value.name}: ${HELD}` };
      }
      const reason = run.ok ? run.value.stderr.trim() : run.fault.message;
      return {
        available: false,
        detail: `${found.value.name} cannot make a sandbox (${reason}). ${BLOCKED}`,
      };
    },
    async enclose(request, inner) {
      const args = await bubblewrapArguments(request, inner, hide, version);
      return { command: 'bwrap', args, env: hostEnvironment(), release: async () => undefined };
    },
  };
}

/** What bwrap itself needs. The command inside gets the environment of its request and nothing of this. */
function hostEnvironment(): Record<string, string> {
  return { PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin' };
}

const PROBE = {
  command: ['/bin/sh', '-c', 'exit 0'] as const,
  cwd: tmpdir(),
  writable: [],
  env: {},
  limits: { timeMs: PROBE_MS, memoryBytes: 64 << 20, outputBytes: 1 << 16 },
  signal: new AbortController().signal,
};

function runBubblewrap(args: readonly string[], clock: Clock): Promise<Result<ProcessRun>> {
  const { timeMs, outputBytes } = PROBE.limits;
  const env = hostEnvironment();
  return runProcess(
    { command: 'bwrap', args, cwd: '/', env, timeMs, outputBytes, signal: PROBE.signal },
    clock,
  );
}

async function readVersion(clock: Clock): Promise<Result<{ name: string; number: number }>> {
  const run = await runBubblewrap(['--version'], clock);
  if (!run.ok)
    return fail('sandbox', 'bubblewrap is not installed. Install it, e.g. `apt install bubblewrap`.');
  const name = run.value.stdout.trim();
  const [, major, minor] = /(\d+)\.(\d+)/.exec(name) ?? [];
  const number = Number(major) * 100 + Number(minor);
  if (number >= OLDEST) return ok({ name, number });
  return fail('sandbox', `${name} is too old: bubblewrap 0.${OLDEST} or later is needed.`);
}
