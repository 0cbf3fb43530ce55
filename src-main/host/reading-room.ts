import { fileURLToPath } from 'node:url';
import { fail, type Result } from '#shared/faults.ts';
import type { Clock } from '../kernel/clock.ts';
import { createThreads, type ThreadEnd, type ThreadLimits } from '../kernel/threads.ts';
import type { DocumentFile, ReadingRoom, Study } from '../ports/reader.ts';

/** Twenty times what the largest documents of the benchmark take. */
export const READING_LIMITS: ThreadLimits = { most: 2, heapMb: 768, buffersMb: 512, timeMs: 120_000 };

/** The thread's module lies beside this one, as source or as built. */
const THREAD = fileURLToPath(
  new URL(`./reading-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
);

export type OpenReadingRoom = ReadingRoom & { close(): Promise<void> };

/** Reads documents in threads of their own. Whatever a document does to its thread, the host goes on. */
export function createReadingRoom(clock: Clock, limits: ThreadLimits = READING_LIMITS): OpenReadingRoom {
  const threads = createThreads<DocumentFile, Result<Study>>({ file: THREAD, name: 'study' }, limits, clock);
  return {
    async study(file, signal) {
      const bytes = ownBuffer(file.bytes);
      const end = await threads.run({ ...file, bytes }, { signal, transfer: [bytes.buffer] });
      return end.ended === 'done' ? end.answer : faultOf(end, file.name, limits);
    },
    close: threads.stop,
  };
}

/** Bytes that own their buffer can move; small ones share one with others and are copied. */
function ownBuffer(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength
    ? new Uint8Array(buffer)
    : new Uint8Array(bytes);
}

function faultOf(
  end: Exclude<ThreadEnd<unknown>, { ended: 'done' }>,
  name: string,
  limits: ThreadLimits,
): Result<never> {
  const simpler =
    'Nothing was read; the original is kept. Save it in a simpler form, as text or PDF, or split it, then add it again.';
  switch (end.ended) {
    case 'out_of_memory':
      return fail('invalid_input', `"${name}" takes more memory to read than one document may have.`, {
        hint: simpler,
      });
    case 'timed_out':
      return fail('invalid_input', `"${name}" takes longer than ${limits.timeMs / 1000} seconds to read.`, {
        hint: simpler,
      });
    case 'cancelled':
      return fail('cancelled', `Reading "${name}" was cancelled.`);
    case 'died':
      return fail('internal', `Reading "${name}" broke off.`, {
        hint: 'Nothing was read; the original is kept. Save it in another format, then add it again.',
        cause: end.cause,
      });
  }
}
