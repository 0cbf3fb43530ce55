import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Zip, ZipDeflate } from 'fflate';
import { FaultError, fault } from '#shared/faults.ts';
import { listSources, type Source } from './list-sources.ts';

/** The format's own limits without its 64-bit extension. */
const MOST_BYTES = 0xffff_ffff - 64 * 1024 * 1024;
const MOST_FILES = 0xffff;
/** The first day the format can express, in local time as it wants it: equal capsules become equal bytes. */
const NO_TIME = new Date(1980, 0, 1);
const UNIX = 3;

/** Writes the files of a folder as a new ZIP file, piece by piece. Equal folders give equal files. Throws `invalid_input`. */
export async function writeZip(folder: string, path: string): Promise<void> {
  const sources = await listSources(folder);
  refuseTooBig(sources);
  const file = await open(path, 'wx');
  let chunks: Uint8Array[] = [];
  let failure: Error | null = null;
  const zip = new Zip((error, chunk) => {
    failure ??= error;
    if (!error) chunks.push(chunk);
  });
  const flush = async () => {
    if (failure) throw failure;
    const ready = chunks;
    chunks = [];
    for (const chunk of ready) await file.writeFile(chunk);
  };
  try {
    for (const source of sources) {
      const entry = new ZipDeflate(source.path, { level: 6 });
      entry.mtime = NO_TIME;
      entry.os = UNIX;
      entry.attrs = (source.executable ? 0o100755 : 0o100644) << 16;
      zip.add(entry);
      for await (const piece of createReadStream(join(folder, source.path))) {
        entry.push(piece);
        await flush();
      }
      entry.push(new Uint8Array(0), true);
      await flush();
    }
    zip.end();
    await flush();
    await file.sync();
  } finally {
    await file.close();
  }
}

function refuseTooBig(sources: readonly Source[]): void {
  const bytes = sources.reduce((sum, source) => sum + source.bytes, 0);
  if (bytes > MOST_BYTES || sources.length > MOST_FILES) {
    throw new FaultError(
      fault(
        'invalid_input',
        `The capsule is too big for a ZIP file: ${sources.length} files, ${bytes} bytes`,
        {
          hint: 'Nothing was written. Export it as a folder or a tar.gz file instead.',
        },
      ),
    );
  }
}
