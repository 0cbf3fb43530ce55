import { deflateSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { unwrap } from '#shared/faults.ts';
import { DOCX, type MediaType } from '#shared/model/document.ts';
import { pdfOf } from '../adapters/readers/testing/files.ts';
import { systemClock } from '../kernel/clock.ts';
import { draftsOf } from '../slices/intake/study.ts';
import { createReadingRoom, READING_LIMITS } from './reading-room.ts';

const room = createReadingRoom(systemClock);
const small = createReadingRoom(systemClock, { most: 1, heapMb: 48, buffersMb: 64, timeMs: 60_000 });
afterAll(() => Promise.all([room.close(), small.close()]));

const { signal } = new AbortController();
const bytesOf = (text: string) => new TextEncoder().encode(text);
const file = (name: string, bytes: Uint8Array, mediaType: MediaType = 'text/markdown') => ({
  name,
  bytes,
  mediaType,
});

/** A PDF with one page whose content is this deflated stream. */
function pdfAround(packed: Buffer): Uint8Array {
  const head = `%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Count 1/Kids[3 0 R]>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>> endobj
4 0 obj <</Length ${packed.length}/Filter/FlateDecode>> stream
`;
  const tail = '\nendstream endobj\ntrailer <</Root 1 0 R/Size 5>>\n%%EOF';
  return new Uint8Array(Buffer.concat([Buffer.from(head), packed, Buffer.from(tail)]));
}

describe('the reading room', () => {
  it('reads a document of each format in a thread, with the places of its requirements', async () => {
    const bytes = await pdfOf((pdf) => {
      pdf.text('Overview of what there is.').addPage();
      pdf.text('The system must keep every booking.');
    });
    const study = unwrap(await room.study(file('plan.pdf', bytes, 'application/pdf'), signal));
    const text = new TextDecoder().decode(study.text);
    const [found] = study.drafts.flatMap((piece) => draftsOf(piece).requirements);
    expect(found?.source.page).toBe(2);
    expect(text.slice(found?.source.start, found?.source.end)).toBe('The system must keep every booking.');
    expect(study).toMatchObject({ format: 'text/markdown', pages: 2, notes: [] });
    const page = unwrap(
      await room.study(file('a.html', bytesOf('<ul><li>It must sell.'), 'text/html'), signal),
    );
    expect(new TextDecoder().decode(page.text)).toBe('- It must sell.\n');
  });

  it('goes by the content where the name says something else, and notes it', async () => {
    const bytes = await pdfOf((pdf) => void pdf.text('The system must keep every booking.'));
    const study = unwrap(await room.study(file('plan.md', bytes), signal));
    expect(study.notes).toEqual([expect.stringContaining('its content is a PDF, and it was read as that')]);
    expect(await room.study(file('plan.md', bytesOf('\x89PNG')), signal)).toMatchObject({ ok: true });
    expect(await room.study(file('a.md', Uint8Array.from([0x89, 0x50, 0x4e, 0x47])), signal)).toMatchObject({
      fault: { type: 'invalid_input', message: '"a.md" is a picture (PNG).' },
    });
    expect(
      await room.study(file('a.md', zipSync({ 'xl/workbook.xml': bytesOf('x') })), signal),
    ).toMatchObject({
      fault: { message: '"a.md" is an Excel workbook.' },
    });
  });

  it('refuses what is larger than the limit, and says the limit', async () => {
    expect(
      await room.study(file('large.pdf', new Uint8Array(50 * 1024 * 1024), 'application/pdf'), signal),
    ).toMatchObject({
      fault: {
        message: '"large.pdf" is 50 MB; documents may have up to 20 MB.',
        hint: expect.stringContaining('Split it'),
      },
    });
  });

  it('survives a document that outgrows the heap of its thread', async () => {
    const wide = bytesOf('<p>x'.repeat(1_000_000));
    expect(await small.study(file('wide.html', wide, 'text/html'), signal)).toMatchObject({
      fault: {
        type: 'invalid_input',
        retryable: false,
        message: '"wide.html" takes more memory to read than one document may have.',
      },
    });
    expect(await small.study(file('after.md', bytesOf('It must go on.')), signal)).toMatchObject({
      ok: true,
    });
  });

  it('survives a document that unpacks to buffers without end', async () => {
    const packed = deflateSync(Buffer.alloc(200_000_000, ' '), { level: 1 });
    expect(await small.study(file('bomb.pdf', pdfAround(packed), 'application/pdf'), signal)).toMatchObject({
      fault: { type: 'invalid_input', message: expect.stringContaining('takes more memory') },
    });
    expect(await small.study(file('after.md', bytesOf('It must go on.')), signal)).toMatchObject({
      ok: true,
    });
  });

  it('ends a document that takes too long, and one that nobody waits for', async () => {
    const patient = createReadingRoom(systemClock, { ...READING_LIMITS, most: 1, timeMs: 300 });
    const long = () => file('deep.html', bytesOf('<div><p>'.repeat(150_000)), 'text/html');
    expect(await patient.study(long(), signal)).toMatchObject({
      fault: { message: expect.stringContaining('0.3 seconds') },
    });
    const stopping = new AbortController();
    const cancelled = room.study(long(), stopping.signal);
    stopping.abort();
    expect(await cancelled).toMatchObject({ fault: { type: 'cancelled' } });
    await patient.close();
  });

  it('reads five at once, and one that is broken does not sink the others', async () => {
    const names = ['a.md', 'b.md', 'c.docx', 'd.md', 'e.md'];
    const studies = await Promise.all(
      names.map((name) =>
        room.study(file(name, bytesOf('It must sell.'), name === 'c.docx' ? DOCX : 'text/markdown'), signal),
      ),
    );
    expect(studies.map((study) => study.ok)).toEqual([true, true, false, true, true]);
  });
});
