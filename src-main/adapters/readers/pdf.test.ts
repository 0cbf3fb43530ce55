import { describe, expect, it } from 'vitest';
import { unwrap } from '#shared/faults.ts';
import { createPdfReader } from './pdf.ts';
import { pdfOf, textOf } from './testing/files.ts';

const reader = createPdfReader();
const read = async (bytes: Uint8Array) => unwrap(await reader.read(bytes, 'plan.pdf'));

async function refusal(bytes: Uint8Array): Promise<{ message: string; hint: string }> {
  const result = await reader.read(bytes, 'plan.pdf');
  if (result.ok) throw new Error(`was read: ${result.value.text.slice(0, 200)}`);
  expect(result.fault.type).toBe('invalid_input');
  expect(result.fault.message).toContain('plan.pdf');
  return { message: result.fault.message, hint: result.fault.hint ?? '' };
}

const BODY = 'Helvetica';
const BOLD = 'Helvetica-Bold';
const LONG =
  'The system must list all rooms that are free at a given time and date, together with their equipment and the number of seats in each of them.';

describe('the reader of PDF', () => {
  it('sees headings by size and font, and joins the lines of a paragraph', async () => {
    const bytes = await pdfOf((pdf) => {
      pdf.font(BOLD).fontSize(24).text('Room Bookings').moveDown();
      pdf
        .font(BODY)
        .fontSize(11)
        .text(
          `${LONG} Every booking must be kept for years by the organi-\nsation, in real-time. All real-time views and real-\ntime lists are optional.`,
        );
      pdf.moveDown().font(BOLD).fontSize(16).text('1. Requirements').font(BODY).fontSize(11).moveDown(0.5);
      pdf
        .text(LONG)
        .moveDown()
        .font(BOLD)
        .text('Rules in detail')
        .font(BODY)
        .moveDown(0.5)
        .text('It must be so.');
    });
    expect((await read(bytes)).text.split('\n\n')).toEqual([
      '# Room Bookings',
      `${LONG} Every booking must be kept for years by the organisation, in real-time. All real-time views and real-time lists are optional.`,
      '## 1. Requirements',
      LONG,
      '### Rules in detail',
      'It must be so.\n',
    ]);
  });

  it('keeps lists with their depth, and begins anew at numbers, ids and scenarios', async () => {
    const bytes = await pdfOf((pdf) => {
      pdf.fontSize(11).font(BODY);
      pdf
        .text(`• ${LONG}`, 72)
        .text('• Users should be able to cancel.', 72)
        .text('– Cancelling must free the room.', 92);
      pdf.text('1. The name must be unique.', 72).text('2.1 The seats must be positive.', 72);
      pdf
        .text('REQ-7 The API must answer.', 72)
        .text('REQ-8 It must log.', 72)
        .text('Given a room', 72)
        .text('When it is booked', 72);
    });
    expect((await read(bytes)).text.split('\n\n')).toEqual([
      `- ${LONG}`,
      '- Users should be able to cancel.',
      '    - Cancelling must free the room.',
      '1. The name must be unique.',
      '2.1 The seats must be positive.',
      'REQ-7 The API must answer.',
      'REQ-8 It must log.',
      'Given a room',
      'When it is booked\n',
    ]);
  });

  it('keeps tables with wrapped cells, and code with its indentation', async () => {
    const rows = [
      ['Field', 'Type', 'Rules'],
      ['name', 'text', 'required, at most 80 characters and then some more words'],
      ['seats', 'number', 'a|b'],
    ];
    const bytes = await pdfOf((pdf) => {
      pdf.font(BODY).fontSize(10).text(LONG).text(LONG);
      let y = pdf.y + 20;
      for (const row of rows) {
        row.forEach((cell, at) => void pdf.text(cell, 72 + at * 130, y, { width: 120 }));
        y = pdf.y + 8;
      }
      pdf.font('Courier').text('{\n  "openapi": "3.0"\n}', 72, y + 20);
    });
    expect((await read(bytes)).text).toContain(
      [
        '| Field | Type | Rules |',
        '| --- | --- | --- |',
        '| name | text | required, at most 80 characters and then some more words |',
        '| seats | number | a\\|b |',
        '',
        '```',
        '{',
        '  "openapi": "3.0"',
        '}',
        '```',
      ].join('\n'),
    );
  });

  it('reads columns one after another', async () => {
    const filled = (word: string) =>
      `The system must write every line of this column full of ${word}, up to its edge. `;
    const bytes = await pdfOf((pdf) => {
      pdf.font(BODY).fontSize(10).text(filled('left').repeat(10), 60, 80, { width: 210 });
      pdf.text(filled('right').repeat(10), 310, 80, { width: 210 });
    });
    const { text } = await read(bytes);
    expect(text.trim().split('\n\n')[0]).toBe(filled('left').repeat(10).trim());
    expect(text).toContain(filled('right').repeat(10).trim());
  });

  it('knows the page of each piece, and drops headers, footers and page numbers', async () => {
    const bytes = await pdfOf((pdf) => {
      for (const page of [1, 2, 3, 4]) {
        if (page > 1) pdf.addPage();
        pdf.fontSize(8).text('ACME, confidential', 72, 30, { lineBreak: false });
        pdf.text(`Page ${page} of 4`, 260, 800, { lineBreak: false, height: 10 });
        pdf.fontSize(11).text(`The part ${page} must work`, 72, 100);
        pdf.text(page < 4 ? `Rule ${page} must hold and` : 'The end.', 72, 700);
      }
    });
    const { text, places, pages } = await read(bytes);
    expect(text).not.toMatch(/ACME|Page \d/);
    const pageAt = (words: string) => places.findLast(({ start }) => start <= text.indexOf(words))?.page;
    expect([1, 2, 3, 4].map((page) => pageAt(`The part ${page}`))).toEqual([1, 2, 3, 4]);
    expect(pages).toBe(4);
  });

  it('writes characters that mean something in Markdown so that they stay what they are', async () => {
    const { text } = await read(
      await pdfOf((pdf) => void pdf.text('It must keep <id>, a * b, _x_ and a_b.')),
    );
    expect(text).toBe('It must keep &lt;id>, a \\* b, \\_x\\_ and a_b.\n');
  });
});

describe('a PDF that cannot be read', () => {
  it('is named as scanned when its pages are pictures, and noted where only some are', async () => {
    const blank = await pdfOf(
      (pdf) => void pdf.rect(50, 50, 300, 300).fill().addPage().rect(1, 1, 9, 9).fill(),
    );
    const { message, hint } = await refusal(blank);
    expect(message).toContain('2 pages are pictures');
    expect(hint).toContain('OCR');
    const mixed = await read(await pdfOf((pdf) => void pdf.text(LONG).addPage().rect(1, 1, 9, 9).fill()));
    expect(mixed.notes).toEqual(['Page 2 is of 2 without text, likely pictures; nothing was read there.']);
  });

  it('is named as protected when it wants a password; one that only restricts is read', async () => {
    const locked = await pdfOf((pdf) => void pdf.text(LONG), {
      userPassword: 'secret',
      ownerPassword: 'owner',
    });
    expect((await refusal(locked)).message).toContain('protected by a password');
    const restricted = await pdfOf((pdf) => void pdf.text(LONG), { ownerPassword: 'owner', permissions: {} });
    expect((await read(restricted)).text.trim()).toBe(LONG);
  });

  it('is named as broken when its pages cannot be found', async () => {
    const whole = await pdfOf((pdf) => void pdf.text(LONG));
    for (const bytes of [
      new TextEncoder().encode('%PDF-1.7\nnothing'),
      whole.slice(0, 400),
      new Uint8Array(),
    ])
      expect((await refusal(bytes)).message).toContain('broken PDF');
  });

  it('runs no script, and is not led astray by a wrong count of pages or by pages within themselves', async () => {
    const plain = textOf(await pdfOf((pdf) => void pdf.text(LONG), { compress: false }));
    const scripted = plain.replace(
      '/Type /Catalog',
      '/Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>',
    );
    const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
    expect((await read(bytes(scripted))).text.trim()).toBe(LONG);
    const counted = plain.replace('/Count 1', '/Count 900000');
    expect((await read(bytes(counted))).pages).toBe(1);
    const many = await pdfOf((pdf) => {
      for (let page = 1; page < 5001; page++) pdf.addPage();
    });
    expect((await refusal(many)).message).toContain('5001 pages; 5000 are the most');
    const circle = plain.replace(/\/Kids \[(\d+) 0 R\]/, '/Kids [1 0 R 2 0 R 3 0 R 4 0 R]');
    const result = await reader.read(bytes(circle), 'plan.pdf');
    expect(result.ok || result.fault.type).toBeTruthy();
    const nested = plain.replace('/Type /Catalog', `/Type /Catalog /X ${'['.repeat(50_000)}`);
    const deep = await reader.read(bytes(nested), 'plan.pdf');
    expect(deep.ok || deep.fault.type === 'invalid_input').toBe(true);
  });
});
