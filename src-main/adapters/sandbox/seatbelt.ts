import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { SandboxManager, type SandboxRuntimeConfig } from '@anthropic-ai/sandbox-runtime';
import type { SandboxRequest } from '../../ports/sandbox.ts';
import type { Enclosure } from './enclosure.ts';

const HELD =
  'sandbox-exec: no network but loopback, which is the one of the machine, no reads of home folders, other volumes and ' +
  'the application’s data, writes only where allowed, limits on time, memory and output';

/** Where people keep their things on macOS. */
const PRIVATE_FOLDERS = ['/Users', '/Volumes', '/private/var/folders', '/private/tmp'];

/**
 * macOS: the Seatbelt profile of `@anthropic-ai/sandbox-runtime`. It is one object per process; every call brings its own
 * file rules, and without `initialize()` no proxy is started, so that there is no way to the network at all.
 */
export function createSeatbelt(hide: readonly string[]): Enclosure {
  return {
    givesNetwork: false,
    async probe() {
      const check = await SandboxManager.checkDependenciesAsync();
      if (check.errors.length > 0) return { available: false, detail: check.errors.join('; ') };
      return { available: true, detail: HELD };
    },
    async enclose(request, inner) {
      const tmp = await realpath(await mkdtemp(join(tmpdir(), 'orchestrator-sandbox-')));
      const config = fileRules(request, hide, tmp);
      SandboxManager.updateConfig({ ...config, network: { ...config.network, allowLocalBinding: true } });
      const line = inner.map(quote).join(' ');
      const { argv } = await SandboxManager.wrapWithSandboxArgv(line, '/bin/sh', config, request.signal);
      const [command = '/bin/sh', ...args] = argv;
      return {
        command,
        args,
        env: { ...request.env, TMPDIR: tmp },
        async release() {
          SandboxManager.cleanupAfterCommand();
          await rm(tmp, { recursive: true, force: true });
        },
      };
    },
  };
}

function fileRules(request: SandboxRequest, hide: readonly string[], tmp: string): SandboxRuntimeConfig {
  const [program] = request.command;
  const programs = [...(request.env.PATH ?? '').split(':'), dirname(program)].filter(isAbsolute);
  return {
    network: { allowedDomains: [], deniedDomains: [] },
    filesystem: {
      denyRead: [...new Set([homedir(), ...PRIVATE_FOLDERS, ...hide])],
      allowRead: [request.cwd, ...request.writable, ...programs, tmp],
      allowWrite: [...request.writable, tmp],
      denyWrite: request.writable.map((path) => join(path, '.git')),
    },
  };
}

/** A word for a POSIX shell. */
function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
