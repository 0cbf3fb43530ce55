import type { Result } from '#shared/faults.ts';
import type { MediaType, TextFormat } from '#shared/model/document.ts';
import type { RequirementDraft } from '#shared/model/requirement.ts';

/** Where text that begins at `start` stands in the original: on a page, or in a paragraph; both count from 1. */
export type Place = { start: number; page?: number; paragraph?: number };

export type ReadText = {
  /** What the document says; structure is told as Markdown where `format` says so. Offsets of requirements count in it. */
  text: string;
  format: TextFormat;
  /** Ascending by `start`; each holds up to the next. Empty where the text is the original. */
  places: Place[];
  pages?: number;
  /** What a person should know about how it was read. */
  notes: string[];
};

/** Turns the bytes of a document into text. Whatever the bytes are, the answer is text or a fault. */
export type Reader = {
  accepts(mediaType: MediaType): boolean;
  read(bytes: Uint8Array, name: string): Promise<Result<ReadText>>;
};

/** A document that was read through, in pieces that are cheap to pass on. */
export type Study = {
  /** The text that was read, as UTF-8. */
  text: Uint8Array;
  format: TextFormat;
  pages?: number;
  notes: string[];
  /** JSON, a few hundred requirement drafts in each, in document order; with the keys they had in the earlier version. */
  drafts: Uint8Array[];
};

/** The version before of a document; what stands in both keeps its key. */
export type EarlierVersion = { documentId: string; requirements: readonly RequirementDraft[] };

export type DocumentFile = {
  bytes: Uint8Array;
  name: string;
  mediaType: MediaType;
  before?: EarlierVersion;
};

/** Reads documents and finds their requirements beside the event loop, within limits of time and memory. */
export type ReadingRoom = {
  /** Takes the bytes with it: they are gone for the caller. Faults: what is wrong with the document, `timeout`, `cancelled`. */
  study(file: DocumentFile, signal: AbortSignal): Promise<Result<Study>>;
};
