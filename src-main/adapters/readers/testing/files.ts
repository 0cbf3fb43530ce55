import { type FileChild, HeadingLevel, Packer, Paragraph, Document as Word } from 'docx';
import PDFDocument from 'pdfkit';

/** A PDF as its writer draws it. Uncompressed where a test reads or changes its inside. */
export async function pdfOf(
  draw: (pdf: PDFKit.PDFDocument) => void,
  options: PDFKit.PDFDocumentOptions = {},
): Promise<Uint8Array> {
  const pdf = new PDFDocument({ size: 'A4', bufferPages: true, ...options });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise((resolve) => pdf.on('end', resolve));
  draw(pdf);
  pdf.end();
  await ended;
  return new Uint8Array(Buffer.concat(chunks));
}

/** A Word document of these paragraphs and tables. */
export async function docxOf(children: readonly FileChild[]): Promise<Uint8Array> {
  const numbered = Array.from({ length: 3 }, (_, level) => ({
    level,
    format: 'decimal' as const,
    text: `%${level + 1}.`,
  }));
  const word = new Word({
    numbering: { config: [{ reference: 'numbered', levels: numbered }] },
    sections: [{ children: [...children] }],
  });
  return new Uint8Array(await Packer.toBuffer(word));
}

export function heading(text: string, level: 1 | 2 | 3 = 1): Paragraph {
  return new Paragraph({ text, heading: HeadingLevel[`HEADING_${level}`] });
}

export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
