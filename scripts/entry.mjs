/** Something a person can mend: its message is the whole report, without a stack. */
export class SetupError extends Error {}

/**
 * Runs a script's work and ends the process with the exit code it returns.
 * @param {() => Promise<number>} work
 */
export async function entry(work) {
  try {
    process.exitCode = await work();
  } catch (error) {
    process.stderr.write(`${textOf(error)}\n`);
    process.exitCode = 1;
  }
}

/**
 * What to tell of something that was thrown: a stack only where it is a bug.
 * @param {unknown} error
 */
export function textOf(error) {
  if (error instanceof SetupError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
