import type { Sandbox } from '../../ports/sandbox.ts';
import { createOsSandbox, type OsSandboxOptions } from './os-sandbox.ts';
import { createNoSandbox } from './unsandboxed.ts';

export type PickSandboxOptions = OsSandboxOptions & {
  /** Whether the user agreed to run generated code without a sandbox, where there is none. */
  consent: boolean;
};

export type PickedSandbox = {
  sandbox: Sandbox;
  /** What holds commands in, or why nothing does. For the user to read. */
  detail: string;
};

/** The sandbox of the operating system if it works here; else none, which runs only by consent and says so. */
export async function pickSandbox(options: PickSandboxOptions): Promise<PickedSandbox> {
  const sandbox = createOsSandbox(options);
  const { available, detail } = await sandbox.status();
  if (available) return { sandbox, detail };
  return { sandbox: createNoSandbox({ ...options, detail }), detail };
}
