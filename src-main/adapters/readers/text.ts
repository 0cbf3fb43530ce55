import { ok } from '#shared/faults.ts';
import type { TextFormat } from '#shared/model/document.ts';
import type { Reader } from '../../ports/reader.ts';
import { decodeText } from './decode.ts';

/** Reads Markdown or plain text as it is, so that offsets count in exactly what was decoded. */
export function createTextReader(format: TextFormat): Reader {
  return {
    accepts: (mediaType) => mediaType === format,
    async read(bytes, name) {
      const decoded = decodeText(bytes, name);
      return decoded.ok ? ok({ ...decoded.value, format, places: [] }) : decoded;
    },
  };
}
