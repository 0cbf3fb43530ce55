import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { FaultError, fault } from '#shared/faults.ts';

export type ZipEntry = {
  name: string;
  /** Size when unpacked, as the directory says. */
  bytes: number;
  /** Whether it is a plain file, as far as the directory says; links and devices are not. */
  isFile: boolean;
  executable: boolean;
  method: number;
  packedBytes: number;
  /** Where its data begin. */
  start: number;
};

const END_SIGNATURE = 0x06054b50;
const DIRECTORY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const MOST_DIRECTORY_BYTES = 64 * 1024 * 1024;
const STORED = 0;
const DEFLATED = 8;
const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;

/**
 * Reads the directory of a ZIP file from a stranger, after PKWARE's APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
 * Stricter than most: no encryption, no 64-bit extension, no name twice, the same names in the directory and beside the
 * data, no data used twice. Throws `invalid_input`.
 */
export async function readZip(path: string): Promise<ZipEntry[]> {
  const file = await open(path, 'r');
  try {
    const size = (await file.stat()).size;
    const { count, start, bytes } = await readEnd(file, size);
    const directory = await readAt(file, start, bytes);
    const entries: Located[] = [];
    let at = 0;
    for (let i = 0; i < count; i++) {
      const { entry, next } = parseEntry(directory, at);
      entries.push(await locate(file, entry, start));
      at = next;
    }
    if (at !== bytes) throw broken('its directory has something left over');
    refuseDoubles(entries, start);
    return entries.map(({ headerStart: _, ...entry }) => entry);
  } finally {
    await file.close();
  }
}

/** The unpacked bytes of an entry. The reader has to stop by itself when more come than the entry says. */
export function openEntry(path: string, entry: ZipEntry): Readable {
  if (entry.packedBytes === 0) return Readable.from([]);
  const packed = createReadStream(path, { start: entry.start, end: entry.start + entry.packedBytes - 1 });
  if (entry.method === STORED) return packed;
  const inflate = createInflateRaw();
  packed.on('error', (error) => inflate.destroy(error));
  inflate.on('close', () => packed.destroy());
  return packed.pipe(inflate);
}

type Located = ZipEntry & { headerStart: number };

async function readEnd(file: FileHandle, size: number) {
  const tailBytes = Math.min(size, END_BYTES + LONGEST_COMMENT);
  const tail = await readAt(file, size - tailBytes, tailBytes);
  for (let at = tailBytes - END_BYTES; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END_SIGNATURE || at + END_BYTES + tail.readUInt16LE(at + 20) !== tailBytes)
      continue;
    const count = tail.readUInt16LE(at + 10);
    const bytes = tail.readUInt32LE(at + 12);
    const start = tail.readUInt32LE(at + 16);
    if (tail.readUInt16LE(at + 4) !== 0 || tail.readUInt16LE(at + 8) !== count)
      throw broken('it is one part of several');
    if (count === 0xffff || start === 0xffffffff) throw broken('it uses the 64-bit extension');
    if (bytes > MOST_DIRECTORY_BYTES || start + bytes > size - tailBytes + at)
      throw broken('its directory is cut off');
    return { count, start, bytes };
  }
  throw broken('it has no directory');
}

type Listed = Omit<Located, 'start'>;

function parseEntry(directory: Buffer, at: number): { entry: Listed; next: number } {
  if (at + 46 > directory.length || directory.readUInt32LE(at) !== DIRECTORY_SIGNATURE) {
    throw broken('its directory is damaged');
  }
  const nameBytes = directory.readUInt16LE(at + 28);
  const next = at + 46 + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  if (next > directory.length) throw broken('its directory is damaged');
  const name = decodeName(directory.subarray(at + 46, at + 46 + nameBytes));
  const flags = directory.readUInt16LE(at + 8);
  const method = directory.readUInt16LE(at + 10);
  if ((flags & 0x2041) !== 0) throw broken(`${name} is encrypted`);
  if (method !== STORED && method !== DEFLATED) throw broken(`${name} is packed in an unusual way`);
  const attributes = directory.readUInt32LE(at + 38) >>> 16;
  const type = attributes & FILE_TYPE;
  return {
    entry: {
      name,
      method,
      packedBytes: directory.readUInt32LE(at + 20),
      bytes: directory.readUInt32LE(at + 24),
      isFile: !name.endsWith('/') && (type === 0 || type === REGULAR),
      executable: (attributes & 0o100) !== 0,
      headerStart: directory.readUInt32LE(at + 42),
    },
    next,
  };
}

async function locate(file: FileHandle, entry: Listed, end: number): Promise<Located> {
  if (entry.headerStart + 30 > end) throw broken(`the data of ${entry.name} are missing`);
  const header = await readAt(file, entry.headerStart, 30);
  if (header.readUInt32LE(0) !== LOCAL_SIGNATURE) throw broken(`the data of ${entry.name} are damaged`);
  const nameBytes = header.readUInt16LE(26);
  const start = entry.headerStart + 30 + nameBytes + header.readUInt16LE(28);
  if (start + entry.packedBytes > end) throw broken(`the data of ${entry.name} are cut off`);
  const name = decodeName(await readAt(file, entry.headerStart + 30, nameBytes));
  if (name !== entry.name) throw broken(`${entry.name} has a second name`);
  return { ...entry, start };
}

function refuseDoubles(entries: readonly Located[], directoryStart: number): void {
  const names = new Set<string>();
  for (const { name } of entries) {
    if (names.has(name)) throw broken(`${name} is in it twice`);
    names.add(name);
  }
  const ordered = [...entries].sort((a, b) => a.headerStart - b.headerStart);
  for (const [i, { name, start, packedBytes }] of ordered.entries()) {
    const limit = ordered[i + 1]?.headerStart ?? directoryStart;
    if (start + packedBytes > limit) throw broken(`${name} shares its data with another file`);
  }
}

async function readAt(file: FileHandle, position: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  const { bytesRead } = await file.read(buffer, 0, bytes, position);
  if (bytesRead !== bytes) throw broken('it is cut off');
  return buffer;
}

function decodeName(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw broken('a name in it is not UTF-8');
  }
}

function broken(problem: string): FaultError {
  return new FaultError(
    fault('invalid_input', `This is no sound ZIP file: ${problem}`, {
      hint: 'Nothing was unpacked. Get the capsule again from where it came.',
    }),
  );
}
