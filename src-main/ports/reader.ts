import type { Result } from '#shared/faults.ts';
import type { MediaType } from '#shared/model/document.ts';

/** Turns the bytes of a document into text. Offsets of requirements count in this text. */
export type Reader = {
  accepts(mediaType: MediaType): boolean;
  read(bytes: Uint8Array, name: string): Promise<Result<{ text: string }>>;
};
