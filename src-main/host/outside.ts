import { homedir } from 'node:os';
import { join } from 'node:path';
import { createOfflineAgents } from '../adapters/agents/offline/agents.ts';
import { pickSandbox } from '../adapters/sandbox/pick-sandbox.ts';
import type { Agent } from '../ports/agent.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import type { HomePaths } from './home.ts';
import type { SettledOptions } from './options.ts';

/** The adapters of this host, picked by what the machine offers. */
export type Outside = {
  agents: readonly Agent[];
  /** With consent, checks run even where nothing holds them in. */
  sandboxFor(consent: boolean): Sandbox;
  worktreePath(attemptId: string): string;
};

export function createOutside(options: SettledOptions, paths: HomePaths): Outside {
  const strict = options.sandbox ?? sandboxOfMachine(options, paths, false);
  const lenient = options.sandbox ?? sandboxOfMachine(options, paths, true);
  return {
    agents: [...createOfflineAgents(), ...options.agents],
    sandboxFor: (consent) => (consent ? lenient : strict),
    worktreePath: (attemptId) => join(paths.worktrees, attemptId),
  };
}

/** Looks for the machine's sandbox when it is first needed, and again as long as there is none. */
function sandboxOfMachine({ clock }: SettledOptions, paths: HomePaths, consent: boolean): Sandbox {
  const hide = [homedir(), paths.home];
  let picked: Promise<Sandbox> | undefined;
  const get = async () => {
    picked ??= pickSandbox({ hide, consent, clock, owner: paths.home }).then(({ sandbox }) => sandbox);
    const sandbox = await picked;
    if (!(await sandbox.status()).available) picked = undefined;
    return sandbox;
  };
  return {
    id: 'machine',
    async status() {
      const sandbox = await get();
      return { ...(await sandbox.status()), kind: sandbox.id };
    },
    run: async (request) => (await get()).run(request),
  };
}
