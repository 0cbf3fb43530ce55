import { type Fault, fault } from '#shared/faults.ts';

/** Says in words what a SQLite or file system error means for the user. Codes: https://sqlite.org/rescode.html */
export function storageFault(error: unknown, path: string): Fault {
  const code = codeOf(error);
  const details = { cause: error, retryable: false };
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return fault('storage', `The database ${path} is damaged or is not a database.`, {
      ...details,
      hint: 'Nothing was changed. Copy the data folder somewhere safe, then put back a backup from its backups/ folder.',
    });
  }
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') {
    return fault('storage', `The disk that holds ${path} is full.`, {
      ...details,
      hint: 'The last change was undone and everything before it is kept. Free some space, then try again.',
    });
  }
  if (code.startsWith('SQLITE_READONLY') || code === 'EROFS' || code === 'EACCES' || code === 'EPERM') {
    return fault('storage', `${path} cannot be written.`, {
      ...details,
      hint: 'Nothing was changed. Check the permissions of the data folder and that its disk is not mounted read-only.',
    });
  }
  if (code.startsWith('SQLITE_CANTOPEN') || code === 'ENOENT' || code === 'ENOTDIR') {
    return fault('storage', `${path} cannot be opened.`, {
      ...details,
      hint: 'Nothing was changed. Check that the data folder exists and is a folder you may read and write.',
    });
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return fault('storage', `${path} is in use by another program.`, {
      ...details,
      retryable: true,
      hint: 'Nothing was changed. Close the other program and try again.',
    });
  }
  return fault(
    'storage',
    `The database ${path} failed: ${error instanceof Error ? error.message : String(error)}`,
    {
      ...details,
      hint: 'The last change was undone and everything before it is kept.',
    },
  );
}

/** Whether an error comes from SQLite or the file system rather than from a bug of ours. */
export function isStorageError(error: unknown): boolean {
  const code = codeOf(error);
  return (code.startsWith('SQLITE_') && !code.startsWith('SQLITE_CONSTRAINT')) || /^E[A-Z]{2,}$/.test(code);
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
