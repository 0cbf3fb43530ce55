import { describe, expect, it } from 'vitest';
import { jsonCodec, optionalJson } from './codec.ts';

describe('a JSON column', () => {
  it('gives back what was put in, with the version of its shape', () => {
    const codec = jsonCodec<{ a: number[] }>('t.c');
    expect(codec.encode({ a: [1] })).toBe('{"v":1,"d":{"a":[1]}}');
    expect(codec.decode(codec.encode({ a: [1] }))).toEqual({ a: [1] });
  });

  it('brings old data up step by step', () => {
    const old = jsonCodec<string>('t.c').encode('Ada Lovelace');
    const upcasts = [
      (name: unknown) => ({ name }),
      (data: unknown) => ({ ...(data as { name: string }), born: 1815 }),
    ];
    const middle = jsonCodec('t.c', upcasts.slice(0, 1)).encode({ name: 'Grace' });
    const codec = jsonCodec<{ name: string; born: number }>('t.c', upcasts);
    expect(codec.decode(old)).toEqual({ name: 'Ada Lovelace', born: 1815 });
    expect(codec.decode(middle)).toEqual({ name: 'Grace', born: 1815 });
    expect(codec.encode({ name: 'X', born: 1 })).toMatch(/^{"v":3,/);
  });

  it.each(['{"v":2,"d":1}', '{"v":0,"d":1}', '{"v":1.5,"d":1}', '{"d":1}', '{"v":"1","d":1}'])(
    'refuses a version it does not know: %s',
    (text) => {
      expect(() => jsonCodec('t.c').decode(text)).toThrow(
        /column t.c: version .* is not known here \(newest is 1\)/,
      );
    },
  );

  it('refuses what is not JSON', () => {
    expect(() => jsonCodec('t.c').decode('{"v":1,')).toThrow();
  });

  it('may be NULL', () => {
    const codec = optionalJson(jsonCodec<number>('t.c'));
    expect(codec.encode(undefined)).toBeNull();
    expect(codec.decode(null)).toBeUndefined();
    expect(codec.decode(codec.encode(0))).toBe(0);
  });
});
