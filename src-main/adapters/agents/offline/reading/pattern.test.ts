import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { counterSampleOf, sampleOf } from './pattern.ts';

describe('examples of a pattern', () => {
  it.each(['^[A-Z]{2}-\\d{3}$', '^[a-z0-9-]+$', '^\\w{3,8}$', '^INV-[0-9]{6}[A-F]?$', '^[A-Za-z_.]{1,5}$'])(
    '%s accepts them',
    (pattern) => {
      for (let n = 0; n < 30; n++) expect(sampleOf(pattern, n)).toMatch(new RegExp(pattern));
      expect(counterSampleOf(pattern)).not.toMatch(new RegExp(pattern));
    },
  );

  it.each(['^(a+)+$', '[a-z]+', '^.*$', '^a|b$', '^[^a]$', '^$', '^a{70}$', '^[z-a]$', '^a*b*c*$'])(
    '%s has none',
    (pattern) => {
      expect(sampleOf(pattern, 0)).toBeUndefined();
    },
  );

  it('differ from one to the next where the pattern leaves room', () => {
    expect(new Set(Array.from({ length: 12 }, (_, n) => sampleOf('^[A-Z]{2}-\\d{3}$', n))).size).toBe(12);
  });

  it('match whatever pattern has an example', () => {
    const pattern = fc.stringMatching(/^\^(\[[a-z0-9-]{1,4}\]|\\d|x)(\{[1-5]\}|\+|\*|\?)?y?\$$/);
    fc.assert(
      fc.property(pattern, fc.nat(500), (source, n) => {
        const sample = sampleOf(source, n);
        if (sample !== undefined) expect(sample).toMatch(new RegExp(source));
      }),
    );
  });
});
