import type { SandboxRequest, SandboxStatus } from '../../ports/sandbox.ts';

export type Command = readonly [string, ...string[]];

/** A command behind walls, ready to start. `release` removes what was made for it, once it ended. */
export type Enclosed = {
  command: string;
  args: string[];
  env: Readonly<Record<string, string>>;
  release(): Promise<void>;
};

/** The walls of one operating system. Limits, the watch and the killing are the same for all and not its work. */
export type Enclosure = {
  /** Whether a command may be let out to the network of the machine. */
  readonly givesNetwork: boolean;
  probe(): Promise<SandboxStatus>;
  /** `inner` is what to run inside: the command of `request` with its limits put around it. */
  enclose(request: SandboxRequest, inner: Command): Promise<Enclosed>;
};
