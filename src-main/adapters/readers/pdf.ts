import { getDocumentProxy } from 'unpdf';
import { ok, type Result } from '#shared/faults.ts';
import type { Reader, ReadText } from '../../ports/reader.ts';
import { takeMarks } from './markdown.ts';
import { writeBlocks } from './pdf-blocks.ts';
import { type PdfItem, type PdfPage, pageLines } from './pdf-lines.ts';
import { dropMargins } from './pdf-margins.ts';
import { shapeOf } from './pdf-shape.ts';
import { refusal } from './refusal.ts';

export const MOST_PAGES = 5_000;
const MOST_ITEMS_OF_PAGE = 50_000;
const MOST_CHARACTERS = 20_000_000;
/** Less text than this on a page, and the page is a picture with a caption. */
const FEWEST_LETTERS = 4;

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;

/**
 * Reads the text of a PDF as Markdown, with the page of each piece. Headings are told by size and font, paragraphs and tables by
 * where they stand; headers, footers and page numbers are left out. Scripts in it do not run, pictures are not decoded, nothing is fetched.
 */
export function createPdfReader(): Reader {
  return {
    accepts: (mediaType) => mediaType === 'application/pdf',
    async read(bytes, name) {
      let pdf: Pdf;
      try {
        pdf = await getDocumentProxy(new Uint8Array(bytes), OPENING);
      } catch (error) {
        return unopened(error, name);
      }
      try {
        return await readPages(pdf, name);
      } finally {
        await pdf.loadingTask.destroy();
      }
    },
  };
}

const OPENING = {
  disableFontFace: true,
  useSystemFonts: false,
  enableXfa: false,
  useWasm: false,
  useWorkerFetch: false,
  isOffscreenCanvasSupported: false,
  disableAutoFetch: true,
  verbosity: 0,
};

function unopened(error: unknown, name: string): Result<never> {
  if (error instanceof Error && error.name === 'PasswordException') {
    return refusal(
      `"${name}" is protected by a password.`,
      'Open it, print or save it as a PDF without a password, then add that.',
    );
  }
  return brokenPdf(name, error);
}

function brokenPdf(name: string, error: unknown): Result<never> {
  return refusal(
    `"${name}" is a broken PDF: its pages cannot be found.`,
    'Open it in a PDF viewer and print it into a new PDF, or export it again, then add that.',
    error,
  );
}

async function readPages(pdf: Pdf, name: string): Promise<Result<ReadText>> {
  const pages = pdf.numPages;
  if (pages > MOST_PAGES) {
    return refusal(
      `"${name}" has ${pages} pages; ${MOST_PAGES} are the most that are read.`,
      'Split it and add the parts that matter.',
    );
  }
  const sheets: { page: PdfPage; lines: ReturnType<typeof pageLines> }[] = [];
  const failed: number[] = [];
  let cause: unknown;
  let characters = 0;
  for (let number = 1; number <= pages; number++) {
    try {
      const page = await readPage(pdf, number);
      characters += page.items.reduce((sum, item) => sum + item.str.length, 0);
      sheets.push({ page, lines: pageLines(page) });
    } catch (error) {
      failed.push(number);
      cause = error;
    }
    if (characters > MOST_CHARACTERS) {
      return refusal(
        `"${name}" has more than ${MOST_CHARACTERS / 1_000_000} million characters of text.`,
        'Split it and add the parts that matter.',
      );
    }
  }
  if (sheets.length === 0) return brokenPdf(name, cause);
  return written(sheets, { name, pages, failed });
}

function written(
  sheets: { page: PdfPage; lines: ReturnType<typeof pageLines> }[],
  { name, pages, failed }: { name: string; pages: number; failed: number[] },
): Result<ReadText> {
  const pictures = sheets
    .filter(({ lines }) => lettersOf(lines) < FEWEST_LETTERS)
    .map(({ page }) => page.page);
  const lines = dropMargins(sheets);
  if (lines.length === 0 || pictures.length === sheets.length) {
    return refusal(
      `"${name}" has no text: its ${pages === 1 ? 'page is a picture' : `${pages} pages are pictures`}, as a scanner makes them.`,
      'Run a text recognition (OCR) over it and add the result.',
    );
  }
  const { text, places } = takeMarks(writeBlocks(lines, shapeOf(lines)));
  if (unreadableShare(text) > 0.3) {
    return refusal(
      `The letters of "${name}" cannot be told: its fonts do not say which characters they stand for.`,
      'Export it again from the program that made it, or run a text recognition (OCR) over it.',
    );
  }
  const notes: string[] = [];
  if (pictures.length > 0)
    notes.push(`${pagesNamed(pictures)} of ${pages} without text, likely pictures; nothing was read there.`);
  if (failed.length > 0) notes.push(`${pagesNamed(failed)} of ${pages} broken; nothing was read there.`);
  return ok({
    text: text.toWellFormed(),
    format: 'text/markdown',
    places: places.map(({ start, number }) => ({ start, page: number })),
    pages,
    notes,
  });
}

function pagesNamed(numbers: readonly number[]): string {
  const named = numbers.slice(0, 10).join(', ') + (numbers.length > 10 ? ', …' : '');
  return numbers.length === 1 ? `Page ${named} is` : `Pages ${named} are`;
}

async function readPage(pdf: Pdf, number: number): Promise<PdfPage> {
  const page = await pdf.getPage(number);
  const [, bottom = 0, , top = 0] = page.view;
  const content = await page.getTextContent({ includeMarkedContent: false });
  page.cleanup();
  const items: PdfItem[] = [];
  for (const item of content.items.slice(0, MOST_ITEMS_OF_PAGE)) {
    if (!('str' in item)) continue;
    const [a = 0, b = 0, , d = 0, x = 0, y = 0] = item.transform as number[];
    if (Math.abs(b) > Math.abs(a) * 0.2) continue;
    const size = Math.abs(d) || item.height || Math.abs(a);
    const mono = content.styles[item.fontName]?.fontFamily === 'monospace';
    items.push({ str: item.str, x, y, width: item.width, size, font: item.fontName, mono });
  }
  return { items, page: number, bottom, top };
}

function lettersOf(lines: ReturnType<typeof pageLines>): number {
  return lines.reduce((sum, line) => sum + (line.text.match(/[\p{L}\p{N}]/gu)?.length ?? 0), 0);
}

/** Characters that stand for nothing: what a font without a table of characters leaves behind. */
function unreadableShare(text: string): number {
  const strange = text.match(/[\p{Co}\p{Cn}\ufffd\u0080-\u009f]/gu)?.length ?? 0;
  return strange / Math.max(1, text.length);
}
