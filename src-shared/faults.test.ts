import { describe, expect, it } from 'vitest';
import { assertNever, Fault, FaultError, FaultType, fail, fault, ok, toFault, unwrap } from './faults.ts';

describe('a fault', () => {
  it('is retryable by its type, unless said otherwise', () => {
    const retryable = FaultType.options.filter((type) => fault(type, 'x').retryable);
    expect(retryable).toEqual([
      ...['rate_limited', 'quota_exhausted', 'overloaded', 'timeout', 'network', 'provider'],
      ...['malformed_output', 'truncated_output', 'git'],
    ]);
    expect(fault('network', 'x', { retryable: false }).retryable).toBe(false);
    expect(fault('internal', 'x', { retryable: true }).retryable).toBe(true);
  });

  it('has no empty details, and fits its schema with all of them', () => {
    expect(fault('internal', 'x')).toEqual({ type: 'internal', message: 'x', retryable: false });
    const full = fault('provider', 'x', { hint: 'h', retryAfterMs: 0, cause: new Error('deep') });
    expect(full).toMatchObject({ hint: 'h', retryAfterMs: 0, cause: expect.stringContaining('deep') });
    expect(Fault.parse(full)).toEqual(full);
    expect(fault('internal', 'x', { cause: { code: 7 } }).cause).toBe('{"code":7}');
    expect(fault('internal', 'x', { cause: 'text' }).cause).toBe('text');
  });

  it('crosses code that knows only exceptions', () => {
    const result = fail('conflict', 'Too late.', { hint: 'Nothing was changed.' });
    expect(unwrap(ok(5))).toBe(5);
    expect(() => unwrap(result)).toThrow(FaultError);
    try {
      unwrap(result);
    } catch (error) {
      expect(toFault(error)).toBe(result.fault);
    }
  });

  it('comes of whatever was thrown', () => {
    expect(toFault(new Error('boom'))).toMatchObject({ type: 'internal', message: 'boom', retryable: false });
    expect(toFault(new Error('boom'), 'provider')).toMatchObject({ type: 'provider', retryable: true });
    expect(toFault('text')).toMatchObject({ message: 'text' });
    expect(toFault(undefined)).toMatchObject({ message: 'undefined' });
  });

  it('is no value for a case nobody thought of', () => {
    expect(() => assertNever('new' as never)).toThrow('unexpected value: "new"');
  });
});
