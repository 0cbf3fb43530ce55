import { describe, expect, it } from 'vitest';
import { isStorageError, storageFault } from './storage-fault.ts';

const error = (code: string) => Object.assign(new Error(`failed with ${code}`), { code });

describe('storage faults', () => {
  it.each([
    ['SQLITE_CORRUPT', 'damaged'],
    ['SQLITE_CORRUPT_VTAB', 'damaged'],
    ['SQLITE_NOTADB', 'damaged'],
    ['SQLITE_FULL', 'full'],
    ['ENOSPC', 'full'],
    ['SQLITE_READONLY_DBMOVED', 'cannot be written'],
    ['EROFS', 'cannot be written'],
    ['EACCES', 'cannot be written'],
    ['SQLITE_CANTOPEN', 'cannot be opened'],
    ['ENOTDIR', 'cannot be opened'],
    ['SQLITE_BUSY', 'in use by another program'],
    ['SQLITE_IOERR_WRITE', 'failed with SQLITE_IOERR_WRITE'],
  ])('say what %s means, where, what was kept and what to do', (code, words) => {
    const fault = storageFault(error(code), '/data/test.db');
    expect(fault.type).toBe('storage');
    expect(fault.message).toContain(words);
    expect(fault.message).toContain('/data/test.db');
    expect(fault.hint).toMatch(/kept|changed/);
    expect(fault.retryable).toBe(code === 'SQLITE_BUSY');
  });

  it('also come of what is no error at all', () => {
    expect(storageFault('boom', '/x').message).toContain('boom');
    expect(storageFault(undefined, '/x').type).toBe('storage');
  });

  it.each([
    ['SQLITE_FULL', true],
    ['SQLITE_IOERR', true],
    ['EIO', true],
    ['SQLITE_CONSTRAINT_UNIQUE', false],
    ['ERR_INVALID_ARG_TYPE', false],
    ['', false],
  ])('are told from bugs: %s', (code, storage) => {
    expect(isStorageError(error(code))).toBe(storage);
  });

  it('are not what has no code', () => {
    expect([new Error('x'), undefined, null, 'SQLITE_FULL', { code: 5 }].map(isStorageError)).toEqual(
      Array(5).fill(false),
    );
  });
});
