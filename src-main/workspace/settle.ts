import { type Fault, FaultError, fault, ok, type Result } from '#shared/faults.ts';

/**
 * Runs work that throws its expected failures and gives them back as values: a `FaultError` as its fault, what the
 * file system refused as a `storage` fault. Everything else is a bug and flies on.
 */
export async function settle<T>(what: string, work: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work());
  } catch (thrown) {
    if (thrown instanceof FaultError) return { ok: false, fault: thrown.fault };
    if (isSystemError(thrown)) return { ok: false, fault: storageFault(what, thrown) };
    throw thrown;
  }
}

function isSystemError(thrown: unknown): thrown is Error & { code: string; syscall: string } {
  return (
    thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' && 'syscall' in thrown
  );
}

const HINTS: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full. Free some space and try again.',
  EDQUOT: 'The disk quota is used up. Free some space and try again.',
  EROFS: 'The disk is read-only. Choose a folder that may be written.',
  EACCES: 'The folder may not be written or read. Check its permissions.',
  EPERM: 'The folder may not be written or read. Check its permissions.',
  ENOENT: 'A file or folder is missing. Put it back or choose another one.',
  EMFILE: 'Too many files are open. Try again.',
};

const PASSING = new Set(['EMFILE', 'ENFILE', 'EBUSY', 'EAGAIN']);

function storageFault(what: string, error: Error & { code: string }): Fault {
  const hint = HINTS[error.code];
  return fault('storage', `Could not ${what}: ${error.code}`, {
    retryable: PASSING.has(error.code),
    cause: error,
    ...(hint === undefined ? {} : { hint }),
  });
}
