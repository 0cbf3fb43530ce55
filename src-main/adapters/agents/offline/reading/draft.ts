import type { Entity, Field, Place, Service, ServiceFact, Supporting } from '../model.ts';
import type { Lexicon } from './lexicon.ts';
import type { Statement } from './statements.ts';
import { kebab, wordsOf } from './words.ts';

/** The model while statements are being read into it. */
export type Draft = {
  lexicon: Lexicon;
  service: Service;
  supporting: Map<Supporting, string[]>;
  /** Paths that the document gives to entities, by slug. An entity has one; another one becomes a gap. */
  paths: Map<string, string>;
  /** Says where the work for a statement lies. */
  place(statement: Statement, place: Place): void;
  /** Says which part of a statement no rule understood. Empty text says nothing. */
  beyond(statement: Statement, text: string): void;
};

/** Reads one statement into the draft. False when it is not a statement of the reader's kind; then nothing changed. */
export type Reader = (statement: Statement, draft: Draft) => boolean;

export function addKey(keys: string[], key: string): void {
  if (!keys.includes(key)) keys.push(key);
}

export function addFact(statement: Statement, draft: Draft, fact: ServiceFact, place: Place): void {
  const keys = draft.service.keys.get(fact) ?? [];
  addKey(keys, statement.key);
  draft.service.keys.set(fact, keys);
  draft.place(statement, place);
}

export function feature(entity: Entity): Place {
  return { at: 'feature', entity: entity.slug };
}

/** The field of an entity that a phrase such as `the number of attendees` or `organiser` means. */
export function findField(entity: Entity, phrase: string): Field | undefined {
  const words = wordsOf(phrase.replace(/'s\b/g, '')).filter(
    (word) => !/^(?:the|a|an|its|their|number|of|each|every)$/.test(word),
  );
  const own = new Set(wordsOf(`${entity.slug} ${entity.plural}`));
  const wanted = [words, words.filter((word) => !own.has(word)), words.slice(-1)]
    .map(kebab)
    .filter((name) => name !== '');
  for (const name of wanted) {
    const forms = [
      name,
      `${name}-id`,
      name.replace(/s$/, ''),
      name.replace(/-(?:time|date)$/, ''),
      `${name}-at`,
    ];
    const field = entity.fields.find((each) => forms.includes(kebab(wordsOf(each.name))));
    if (field) return field;
  }
  return undefined;
}

/** Every word that names a field of an entity. */
export function fieldWords(entity: Entity): string[] {
  return entity.fields.flatMap((field) => {
    const words = wordsOf(field.name);
    return [...words, ...words.map((word) => `${word}s`), ...(field.values ?? []).flatMap(wordsOf)];
  });
}

/** The first and the last moment of a record, where it has such a pair. */
export function periodOf(entity: Entity): { start: string; end: string } | undefined {
  const moments = entity.fields.filter((field) => field.type === 'datetime' || field.type === 'date');
  const start = moments.find((field) => /^(?:start|begin|from|check_?in|pick_?up)/i.test(field.name));
  const end =
    moments.find((field) => /^(?:end|finish|until|to$|to[A-Z_]|check_?out)/i.test(field.name)) ??
    moments.find((field) => /^(?:return|due)/i.test(field.name));
  return start && end && start.type === end.type ? { start: start.name, end: end.name } : undefined;
}
