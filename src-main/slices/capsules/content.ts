import { FaultError, fault } from '#shared/faults.ts';

/** One thing in a capsule. Nothing of it is believed, followed or run. */
export type Held = {
  /** As the archive or the file system says. */
  bytes: number;
  /** A plain file; links and devices are not. */
  isFile: boolean;
  /** The hash of its content, read no further than `bytes`; undefined for what is damaged or longer. */
  sha256(): Promise<string | undefined>;
  /** Its content as text. Throws `invalid_input` for what is damaged or longer than `limit` bytes. */
  text(limit: number): Promise<string>;
};

/** What a capsule holds by path with forward slashes. */
export type Content = Map<string, Held>;

/** What comes from a stranger and is not what it should be. */
export function unsound(problem: string): FaultError {
  return new FaultError(
    fault('invalid_input', `This is no sound capsule: ${problem}`, {
      hint: 'Nothing was unpacked or run. Get the capsule again from where it came.',
    }),
  );
}
