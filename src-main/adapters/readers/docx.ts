import mammoth from 'mammoth';
import { ok, type Result } from '#shared/faults.ts';
import { DOCX } from '#shared/model/document.ts';
import type { Reader, ReadText } from '../../ports/reader.ts';
import { broken, checkedParts } from './docx-parts.ts';
import { htmlToMarkdown } from './html-markdown.ts';
import { attribute, type Element } from './html-tree.ts';
import { mark, takeMarks } from './markdown.ts';
import { refusal } from './refusal.ts';

const STYLES = [
  "p[style-name='Title'] => h1:fresh",
  "p[style-name='Subtitle'] => p:fresh",
  "p[style-name='HTML Preformatted'] => pre:separator('\\n')",
  "p[style-name='Code'] => pre:separator('\\n')",
  "p[style-name='Source Code'] => pre:separator('\\n')",
];
const PARAGRAPH = 'p-';

/**
 * Reads the words of a Word document as Markdown, with the paragraph of each. Headings come from its styles, lists from its numbering.
 * Headers, footers, comments, pictures and deleted text are left out; nothing that it refers to is fetched.
 */
export function createDocxReader(): Reader {
  return {
    accepts: (mediaType) => mediaType === DOCX,
    async read(bytes, name) {
      const parts = checkedParts(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), name);
      return parts.ok ? convert(parts.value, name) : parts;
    },
  };
}

async function convert(parts: Buffer, name: string): Promise<Result<ReadText>> {
  const numbering = createNumbering();
  let html: string;
  try {
    const converted = await mammoth.convertToHtml(
      { buffer: parts },
      {
        styleMap: STYLES,
        includeEmbeddedStyleMap: false,
        externalFileAccess: false,
        idPrefix: '',
        transformDocument: numbering.number,
      },
    );
    html = converted.value;
  } catch (error) {
    return broken(name, 'its parts do not fit together', error);
  }
  const { text, places } = takeMarks(htmlToMarkdown(html, markOf));
  if (!/[\p{L}\p{N}]/u.test(text)) {
    return refusal(
      `"${name}" has no text: it is empty, or its pages are pictures.`,
      'Add the text itself, or the output of a text recognition (OCR).',
    );
  }
  const notes = numbering.hasNotes() ? ['Its footnotes and endnotes were left out.'] : [];
  return ok({
    text,
    format: 'text/markdown',
    places: places.map(({ start, number }) => ({ start, paragraph: number })),
    notes,
  });
}

function markOf(element: Element): string | undefined {
  if (element.tagName !== 'a') return undefined;
  const id = attribute(element, 'id');
  return id?.startsWith(PARAGRAPH) ? mark(Number(id.slice(PARAGRAPH.length))) : undefined;
}

/** A piece of a document as mammoth holds it. */
type Piece = { type?: string; children?: Piece[]; name?: string; value?: unknown };

/** Gives every paragraph that has words its number, as a bookmark in place of those of the document. */
function createNumbering(): { number(document: Piece): Piece; hasNotes(): boolean } {
  let paragraphs = 0;
  let notes = 0;
  function number(piece: Piece): Piece {
    if (piece.type === 'paragraph') paragraphs++;
    if (piece.type === 'noteReference') notes++;
    if (piece.children === undefined) return piece;
    const own = paragraphs;
    const children = piece.children
      .filter((child) => child.type !== 'bookmarkStart')
      .map(number)
      .filter((child) => child.type !== 'noteReference');
    if (piece.type === 'paragraph' && children.some(hasWords))
      children.unshift({ type: 'bookmarkStart', name: `${PARAGRAPH}${own}` });
    return { ...piece, children };
  }
  return { number, hasNotes: () => notes > 0 };
}

function hasWords({ type, value, children }: Piece): boolean {
  if (type === 'text') return typeof value === 'string' && value.trim() !== '';
  return children?.some(hasWords) ?? false;
}
