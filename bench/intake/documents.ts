import { Document, HeadingLevel, Packer, Paragraph, Table, TableCell, TableRow } from 'docx';
import PDFDocument from 'pdfkit';

export const PAGES = 500;
export const WORD_PAGES = 300;
const MARKDOWN_BYTES = 2 * 1024 * 1024;

/** What stands on a page of a specification: a few requirements among prose, and now and then a table. */
const PROSE =
  'The booking desk is used by the people at the reception and by those who manage the building. They look up what is free, and they speak to guests on the telephone while they do it. What they see is what the other desks see, a moment later. ';
const rule = (number: number) =>
  `The system must keep the booking of room ${number} for at least ${(number % 9) + 1} years, even if the person who made it has left.`;
const FIELDS = [
  ['Field', 'Type', 'Rule'],
  ['name', 'text', 'required, at most 80 characters'],
  ['seats', 'number', 'from 1 to 500'],
  ['floor', 'number', 'optional'],
];

/** A PDF with headers, footers, headings, lists and tables. */
export async function largePdf(): Promise<Uint8Array> {
  const pdf = new PDFDocument({ size: 'A4', autoFirstPage: false });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise((resolve) => pdf.on('end', resolve));
  for (let page = 1; page <= PAGES; page++) {
    pdf.addPage();
    pdf.font('Helvetica').fontSize(8).text('Room bookings, version 3', 72, 30, { lineBreak: false });
    pdf.font('Helvetica-Bold').fontSize(16).text(`${page}. Requirements of part ${page}`, 72, 80);
    pdf.font('Helvetica').fontSize(10).moveDown().text(PROSE.repeat(4)).moveDown();
    for (let item = 1; item <= 5; item++) pdf.text(`${item}. ${rule(page * 5 + item)}`).moveDown(0.3);
    pdf.moveDown().text(PROSE.repeat(3)).moveDown();
    if (page % 5 === 0) drawTable(pdf, pdf.y);
    pdf.fontSize(8).text(`Page ${page} of ${PAGES}`, 260, 790, { lineBreak: false, height: 10 });
  }
  pdf.end();
  await ended;
  return new Uint8Array(Buffer.concat(chunks));
}

function drawTable(pdf: PDFKit.PDFDocument, top: number): void {
  for (const [row, cells] of FIELDS.entries())
    for (const [column, cell] of cells.entries())
      pdf.text(cell, 72 + column * 130, top + row * 18, { width: 120 });
}

/** A Word document of about 300 pages: some 450 words on each. */
export async function largeDocx(): Promise<Uint8Array> {
  const children = Array.from({ length: WORD_PAGES }, (_, page) => [
    new Paragraph({ text: `Requirements of part ${page}`, heading: HeadingLevel.HEADING_1 }),
    new Paragraph(PROSE.repeat(4)),
    ...Array.from(
      { length: 5 },
      (_each, item) => new Paragraph({ text: rule(page * 5 + item), bullet: { level: 0 } }),
    ),
    new Paragraph(PROSE.repeat(3)),
    ...(page % 5 === 0 ? [wordTable()] : []),
  ]).flat();
  return new Uint8Array(await Packer.toBuffer(new Document({ sections: [{ children }] })));
}

function wordTable(): Table {
  const rows = FIELDS.map(
    (cells) =>
      new TableRow({ children: cells.map((cell) => new TableCell({ children: [new Paragraph(cell)] })) }),
  );
  return new Table({ rows });
}

/** 2 MB of Markdown. */
export function largeMarkdown(): Uint8Array {
  const parts: string[] = ['# Room bookings\n'];
  let length = 0;
  for (let part = 1; length < MARKDOWN_BYTES; part++) {
    const rules = Array.from({ length: 5 }, (_, item) => `- ${rule(part * 5 + item)}`).join('\n');
    const table =
      part % 5 === 0
        ? `\n| ${FIELDS.map((cells) => cells.join(' | ')).join(' |\n| ')} |\n`.replace(
            '\n| name',
            '\n|---|---|---|\n| name',
          )
        : '';
    const text = `## Requirements of part ${part}\n\n${PROSE.repeat(4)}\n\n${rules}\n\n${PROSE.repeat(3)}\n${table}\n`;
    parts.push(text);
    length += text.length;
  }
  return new TextEncoder().encode(parts.join(''));
}
