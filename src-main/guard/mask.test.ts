import { describe, expect, it } from 'vitest';
import { createMask } from './mask.ts';

describe('createMask', () => {
  const mask = createMask(['correct-horse', 'correct-horse-battery', 'p/w+d value', 'abc']);

  it('takes out known values in every spelling, the longest first', () => {
    expect(mask('x correct-horse-battery y correct-horse z')).toBe('x [masked] y [masked] z');
    expect(mask('?q=p%2Fw%2Bd%20value')).toBe('?q=[masked]');
    expect(mask(`Header ${Buffer.from('correct-horse').toString('base64')}`)).not.toContain('Y29ycmVjd');
  });

  it('leaves short values alone, because they are part of ordinary words', () => {
    expect(mask('abc abcdef')).toBe('abc abcdef');
  });

  it.each([
    ['sk-ant-api03-abcdefghijklmnop1234', 'abcdefghijklmnop'],
    ['ghp_0123456789abcdefghijABCDEFGHIJ012345', '0123456789'],
    ['github_pat_11ABCDEFG0123456789_abcdef', '0123456789'],
    ['AKIAIOSFODNN7EXAMPLE', 'IOSFODNN7'],
    ['Authorization: Bearer abc.def-ghi_123', 'ghi_123'],
    ['password=hunter2', 'hunter2'],
    ['"DB_PASSWORD": "hunter 2 and more"', 'hunter'],
    ['api_key: 0f8fad5b-d9cb', '0f8fad5b'],
    ['https://user:pa55word@example.org/x', 'pa55word'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----', 'MIIEow'],
    ['eyJhbGciOiJI.eyJzdWIiOiIx.SflKxwRJSMeKKF', 'SflKxw'],
  ])('masks %s', (text, secret) => {
    const masked = mask(text);
    expect(masked).toContain('[masked]');
    expect(masked).not.toContain(secret);
  });

  it('leaves ordinary text as it is', () => {
    const text =
      'The user resets the password by mail. Tokens are listed under https://example.org/tokens, task-1.';
    expect(mask(text)).toBe(text);
  });

  it('stays fast on long hostile text', () => {
    const text = `${'-----BEGIN PRIVATE KEY-----'.repeat(2_000)}${'password '.repeat(5_000)}${'a-'.repeat(20_000)}`;
    expect(mask(text).length).toBeGreaterThan(0);
  }, 3_000);
});
