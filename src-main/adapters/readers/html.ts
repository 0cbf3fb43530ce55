import { ok } from '#shared/faults.ts';
import type { Reader } from '../../ports/reader.ts';
import { decodeText } from './decode.ts';
import { htmlToMarkdown } from './html-markdown.ts';
import { refusal } from './refusal.ts';

/** Where the standard looks for the encoding that a page names (HTML, 13.2.3.2). */
const NAMED_WITHIN_BYTES = 1024;

/** Reads what a visitor of the page sees, as Markdown. Nothing that the page refers to is fetched, and no script runs. */
export function createHtmlReader(): Reader {
  return {
    accepts: (mediaType) => mediaType === 'text/html',
    async read(bytes, name) {
      const decoded = decodeText(bytes, name, namedEncoding(bytes));
      if (!decoded.ok) return decoded;
      const text = htmlToMarkdown(decoded.value.text, () => undefined);
      if (text.trim() === '') {
        return refusal(
          `"${name}" shows no text: the page is empty, or a script would fill it.`,
          'Open the page in a browser and save what it shows as text or PDF, then add that.',
        );
      }
      return ok({ text, format: 'text/markdown', places: [], notes: decoded.value.notes });
    },
  };
}

function namedEncoding(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, NAMED_WITHIN_BYTES)).toString('latin1');
  return /<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{2,40})/i.exec(head)?.[1];
}
