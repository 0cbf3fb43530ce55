import { Paragraph } from 'docx';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reader, ReadText } from '../../ports/reader.ts';
import { createDocxReader } from './docx.ts';
import { createHtmlReader } from './html.ts';
import { createPdfReader } from './pdf.ts';
import { docxOf, heading, pdfOf } from './testing/files.ts';
import { createTextReader } from './text.ts';

const READERS: Record<string, Reader> = {
  text: createTextReader('text/plain'),
  html: createHtmlReader(),
  pdf: createPdfReader(),
  docx: createDocxReader(),
};

/** What every reader owes whatever it is given: text with places in order within it, or a fault that says what to do. */
function holds({ text, places }: ReadText): void {
  expect(text.trim()).not.toBe('');
  expect(text.isWellFormed() || places.length === 0).toBe(true);
  let before = 0;
  for (const { start, page, paragraph } of places) {
    expect(start).toBeGreaterThanOrEqual(before);
    expect(start).toBeLessThanOrEqual(text.length);
    expect(page ?? paragraph).toBeGreaterThan(0);
    before = start;
  }
}

async function survives(reader: Reader, bytes: Uint8Array): Promise<void> {
  const result = await reader.read(bytes, 'a.bin');
  if (result.ok) holds(result.value);
  else
    expect(result.fault).toMatchObject({ type: 'invalid_input', retryable: false, hint: expect.any(String) });
}

/** Places where a real file is changed, and into what. */
const changes = fc.array(
  fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.uint8Array({ maxLength: 6 })),
  {
    minLength: 1,
    maxLength: 12,
  },
);

function changed(bytes: Uint8Array, edits: [number, Uint8Array][], cut: number): Uint8Array {
  const copy = bytes.slice(0, Math.ceil(bytes.length * cut));
  for (const [at, edit] of edits)
    copy.set(edit.slice(0, copy.length), Math.floor(at * Math.max(0, copy.length - 6)));
  return copy;
}

const HTML_PIECES =
  '<table> <tr> <td> <td colspan=9> <ul> <ol> <li> <p> <h1> <h3> <pre> <code> <blockquote> <dl> <dt> <dd> <div hidden> <script> </script> </p> </ul> </table> <br> <a id=p-1> <s> It must sell. | ` * &lt; <title> <svg> <style> <!-- -->'.split(
    ' ',
  );

describe('readers', () => {
  it.each(Object.entries(READERS))('survive any bytes: %s', async (_name, reader) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), (bytes) => survives(reader, bytes)),
      { numRuns: 100 },
    );
  });

  it('survive PDFs that were changed', async () => {
    const whole = await pdfOf(
      (pdf) =>
        void pdf
          .fontSize(20)
          .text('Shop')
          .fontSize(11)
          .text('It must sell what it has.')
          .addPage()
          .text('The end.'),
      { compress: false },
    );
    await fc.assert(
      fc.asyncProperty(changes, fc.constantFrom(1, 1, 1, 0.9, 0.5), (edits, cut) =>
        survives(createPdfReader(), changed(whole, edits, cut)),
      ),
      { numRuns: 80 },
    );
  });

  it('survive Word documents that were changed', async () => {
    const whole = await docxOf([heading('Shop'), new Paragraph('It must sell what it has.')]);
    await fc.assert(
      fc.asyncProperty(changes, fc.constantFrom(1, 1, 1, 0.9, 0.5), (edits, cut) =>
        survives(createDocxReader(), changed(whole, edits, cut)),
      ),
      { numRuns: 80 },
    );
  });

  it('survive any mixture of HTML', async () => {
    const pages = fc.array(fc.oneof(fc.constantFrom(...HTML_PIECES), fc.string({ maxLength: 5 })), {
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(pages, (pieces) =>
        survives(createHtmlReader(), new TextEncoder().encode(pieces.join(' '))),
      ),
      { numRuns: 300 },
    );
  });
});
