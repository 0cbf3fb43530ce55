import { systemClock } from '../../kernel/clock.ts';
import type { Sandbox } from '../../ports/sandbox.ts';
import { createContainer } from './container.ts';
import { createEnclosedSandbox } from './enclosed-sandbox.ts';
import { createOsSandbox, type OsSandboxOptions } from './os-sandbox.ts';
import { createNoSandbox } from './unsandboxed.ts';

export type PickSandboxOptions = OsSandboxOptions & {
  /** Whether the user agreed to run generated code without a sandbox, where there is none. */
  consent: boolean;
  /** The data folder for which commands run. */
  owner?: string;
  /** Image of the container, where the system has no sandbox. */
  image?: string;
};

export type PickedSandbox = {
  sandbox: Sandbox;
  /** What holds commands in, or why nothing does. For the user to read. */
  detail: string;
};

/**
 * The sandbox of the operating system if it works here; else a container if docker or podman does; else none, which runs only
 * by consent and says so.
 */
export async function pickSandbox(options: PickSandboxOptions): Promise<PickedSandbox> {
  const { hide, image, clock = systemClock } = options;
  const reasons: string[] = [];
  const container = async () => createContainer(hide, clock, image);
  for (const sandbox of [createOsSandbox(options), createEnclosedSandbox('container', container, clock)]) {
    const { available, detail } = await sandbox.status();
    if (available) return { sandbox, detail };
    reasons.push(detail);
  }
  const detail = reasons.join(' ');
  return { sandbox: createNoSandbox({ ...options, detail }), detail };
}
