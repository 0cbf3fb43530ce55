import type { CommandOf } from '#shared/commands.ts';
import type { RequirementDraft } from '#shared/model/requirement.ts';
import type { EarlierVersion, Place, ReadText, Study } from '../../ports/reader.ts';
import { extractRequirements } from './extract/extract.ts';
import { matchVersions } from './match/match.ts';

/** Requirements that are drafted in one transaction: few enough that nobody waits for it. */
const PIECE = 200;

/** What one transaction drafts; the keys of the earlier version are those of these requirements alone. */
type Piece = Pick<CommandOf<'intake.draft'>, 'requirements' | 'earlier'>;

/**
 * Finds the requirements of a text, each with its page or paragraph and the key it had in the version before, in pieces that are
 * cheap to pass on and to write.
 */
export function studyText(
  { text, format, places, pages, notes }: ReadText,
  before: EarlierVersion | undefined,
): Study {
  const found = extractRequirements({ text, mediaType: format, firstNumber: 1 });
  const placed = found.map((draft) => withPlace(draft, places));
  const keys = before && keysIn(before, placed);
  const drafts: Uint8Array[] = [];
  for (let at = 0; at === 0 || at < placed.length; at += PIECE) {
    const piece: Piece = { requirements: placed.slice(at, at + PIECE) };
    if (before && keys) piece.earlier = { documentId: before.documentId, keys: keys.slice(at, at + PIECE) };
    drafts.push(toBytes(JSON.stringify(piece)));
  }
  return { text: toBytes(text), format, ...(pages === undefined ? {} : { pages }), notes, drafts };
}

/** The drafts of a piece, as `studyText` wrote it. */
export function draftsOf(piece: Uint8Array): Piece {
  return JSON.parse(new TextDecoder().decode(piece)) as Piece;
}

function keysIn({ requirements }: EarlierVersion, now: readonly RequirementDraft[]): (string | null)[] {
  return matchVersions(requirements, now).map((at) =>
    at === undefined ? null : (requirements[at]?.key ?? null),
  );
}

/** Bytes with a buffer of their own, which can move to another thread. */
function toBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function withPlace(draft: RequirementDraft, places: readonly Place[]): RequirementDraft {
  const place = placeAt(places, draft.source.start);
  if (place === undefined) return draft;
  const { page, paragraph } = place;
  const where = {
    ...(page === undefined ? {} : { page }),
    ...(paragraph === undefined ? {} : { paragraph }),
  };
  return { ...draft, source: { ...draft.source, ...where } };
}

/** The last place that begins at the offset or before it. */
function placeAt(places: readonly Place[], offset: number): Place | undefined {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return places[low - 1];
}
