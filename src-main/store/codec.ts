/** Brings data of version n to version n+1. */
export type Upcast = (data: unknown) => unknown;

export type JsonCodec<T> = {
  encode(value: T): string;
  /** Throws on text that this codec never wrote, and on a version newer than it knows. */
  decode(text: string): T;
};

/**
 * JSON columns carry the version of their shape: `{"v":1,"d":...}`. Old rows are brought up on reading by `upcasts`, where
 * the first entry leads from version 1 to 2; the current version is one more than there are entries.
 */
export function jsonCodec<T>(name: string, upcasts: readonly Upcast[] = []): JsonCodec<T> {
  const version = upcasts.length + 1;
  return {
    encode: (value) => JSON.stringify({ v: version, d: value }),
    decode(text) {
      const { v, d } = JSON.parse(text) as { v: number; d: unknown };
      if (!Number.isInteger(v) || v < 1 || v > version) {
        throw new Error(`column ${name}: version ${v} is not known here (newest is ${version})`);
      }
      return upcasts.slice(v - 1).reduce((data, upcast) => upcast(data), d) as T;
    },
  };
}

/** A codec for columns that may be NULL. */
export function optionalJson<T>(codec: JsonCodec<T>): {
  encode(value: T | undefined): string | null;
  decode(text: string | null): T | undefined;
} {
  return {
    encode: (value) => (value === undefined ? null : codec.encode(value)),
    decode: (text) => (text === null ? undefined : codec.decode(text)),
  };
}
