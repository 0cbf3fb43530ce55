import { inflateRawSync } from 'node:zlib';

export type ZipEntry = {
  name: string;
  /** Bytes as they are stored, and as the directory says that they unpack to. */
  packed: number;
  unpacked: number;
  encrypted: boolean;
  /** 0 stored, 8 deflated (APPNOTE 4.4.5). */
  method: number;
  /** Offset of the entry's own header. */
  offset: number;
};

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const LONGEST_COMMENT = 0xffff;

/**
 * The directory of an archive, in the layout of PKWARE's APPNOTE. Undefined where it is broken, split, or in the format for more than 4 GB,
 * which no document needs. Nothing is unpacked.
 */
export function readZipDirectory(bytes: Buffer): ZipEntry[] | undefined {
  const end = findEnd(bytes);
  if (end === undefined) return undefined;
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  const entries: ZipEntry[] = [];
  for (let number = 0; number < count; number++) {
    if (at + ENTRY_BYTES > bytes.length || bytes.readUInt32LE(at) !== ENTRY) return undefined;
    const nameLength = bytes.readUInt16LE(at + 28);
    entries.push({
      name: bytes.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + nameLength),
      encrypted: (bytes.readUInt16LE(at + 8) & 1) === 1,
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      unpacked: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    });
    at += ENTRY_BYTES + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

/**
 * The content of an entry. `larger` when it unpacks to more than `limit` bytes, whatever its directory says: unpacking stops
 * there. `broken` when it cannot be unpacked.
 */
export function unpack(bytes: Buffer, entry: ZipEntry, limit: number): Buffer | 'larger' | 'broken' {
  const { offset, packed, method } = entry;
  if (offset + LOCAL_BYTES > bytes.length || bytes.readUInt32LE(offset) !== LOCAL) return 'broken';
  const start = offset + LOCAL_BYTES + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
  if (start + packed > bytes.length) return 'broken';
  const content = bytes.subarray(start, start + packed);
  if (method === 0) return content.length > limit ? 'larger' : content;
  if (method !== 8) return 'broken';
  try {
    return inflateRawSync(content, { maxOutputLength: Math.max(1, limit) });
  } catch (error) {
    return error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
      ? 'larger'
      : 'broken';
  }
}

function findEnd(bytes: Buffer): number | undefined {
  const first = Math.max(0, bytes.length - END_BYTES - LONGEST_COMMENT);
  for (let at = bytes.length - END_BYTES; at >= first; at--) {
    if (bytes.readUInt32LE(at) === END) return at;
  }
  return undefined;
}
