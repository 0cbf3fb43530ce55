import type { Outcome } from '../model.ts';
import type { Draft } from './draft.ts';
import { createLexicon } from './lexicon.ts';
import type { Dropped } from './settle-fields.ts';

/**
 * Takes things out of the lexicon of which no field was read: a record with invented fields would be nobody's wish. What
 * refers to them goes too, which may empty others. Whatever is read afterwards about them is beyond the rules.
 */
export function dropEmpty(draft: Draft): Dropped[] {
  const dropped: Dropped[] = [];
  for (;;) {
    const kept = draft.lexicon.entities.filter((entity) => entity.fields.length > 0);
    if (kept.length === draft.lexicon.entities.length) return dropped;
    for (const gone of draft.lexicon.entities) {
      if (kept.includes(gone)) continue;
      dropped.push({ keys: gone.keys, text: `${gone.one}, of which no field is described` });
      draft.paths.delete(gone.slug);
    }
    const slugs = new Set(kept.map((entity) => entity.slug));
    for (const entity of kept) {
      entity.fields = entity.fields.filter((field) => {
        if (field.references === undefined || slugs.has(field.references)) return true;
        const target = field.references.replaceAll('-', ' ');
        dropped.push({ keys: field.keys, text: `${field.name}: nothing describes a field of ${target}` });
        return false;
      });
    }
    draft.lexicon = createLexicon(kept);
  }
}

/** Requirements whose work lay with something that is no more are left open. */
export function forgetPlaces(draft: Draft, outcomes: ReadonlyMap<string, Outcome>): void {
  const slugs = new Set(draft.lexicon.entities.map((entity) => entity.slug));
  for (const outcome of outcomes.values()) {
    const lost = outcome.places.filter((place) => 'entity' in place && !slugs.has(place.entity));
    outcome.places = outcome.places.filter((place) => !lost.includes(place));
    const isOpen = outcome.beyond.length > 0;
    for (const place of isOpen ? [] : lost)
      if ('entity' in place) outcome.beyond.push(`${place.entity}, of which no field is described`);
  }
}
