import { type FileChild, Paragraph, Table, TableCell, TableRow } from 'docx';
import { docxOf, heading, pdfOf } from '../../../../adapters/readers/testing/files.ts';

/** A line of a description: `# title`, `## heading`, `- item`, `1. item`, `| cells |`, or a paragraph. */
type Piece =
  | { kind: 'heading'; depth: 1 | 2; text: string }
  | { kind: 'item'; text: string }
  | { kind: 'paragraph'; text: string }
  | { kind: 'table'; rows: string[][] };

/** The PDF that a description tells, as a word processor would print it. */
export function printPdf(description: string): Promise<Uint8Array> {
  return pdfOf((pdf) => {
    for (const piece of piecesOf(description)) {
      if (piece.kind === 'heading') {
        pdf
          .moveDown()
          .font('Helvetica-Bold')
          .fontSize(piece.depth === 1 ? 20 : 14)
          .text(piece.text)
          .moveDown(0.5);
        pdf.font('Helvetica').fontSize(11);
      } else if (piece.kind === 'table') pdf.table({ data: piece.rows }).moveDown();
      else if (piece.kind === 'item') pdf.text(`• ${piece.text}`, { indent: 10 });
      else pdf.text(piece.text).moveDown(0.5);
    }
  });
}

/** The Word document that a description tells, with styles for headings and a real numbering for lists. */
export function writeWord(description: string): Promise<Uint8Array> {
  return docxOf(piecesOf(description).map(wordPiece));
}

function wordPiece(piece: Piece): FileChild {
  if (piece.kind === 'heading') return heading(piece.text, piece.depth);
  if (piece.kind === 'item') return new Paragraph({ text: piece.text, bullet: { level: 0 } });
  if (piece.kind === 'paragraph') return new Paragraph(piece.text);
  const rows = piece.rows.map(
    (cells) =>
      new TableRow({ children: cells.map((text) => new TableCell({ children: [new Paragraph(text)] })) }),
  );
  return new Table({ rows });
}

function piecesOf(description: string): Piece[] {
  const pieces: Piece[] = [];
  for (const line of description.split('\n').filter((each) => each.trim() !== '')) {
    const [, marks, rest = ''] = /^(##?|-|\d+\.(?= )|\|)\s*(.*)$/.exec(line) ?? [];
    const before = pieces.at(-1);
    if (marks === undefined) pieces.push({ kind: 'paragraph', text: line });
    else if (marks.startsWith('#'))
      pieces.push({ kind: 'heading', depth: marks === '#' ? 1 : 2, text: rest });
    else if (marks !== '|') pieces.push({ kind: 'item', text: rest });
    else {
      const cells = rest
        .replace(/\s*\|\s*$/, '')
        .split('|')
        .map((cell) => cell.trim());
      if (before?.kind === 'table') before.rows.push(cells);
      else pieces.push({ kind: 'table', rows: [cells] });
    }
  }
  return pieces;
}
