import type { Reader } from './draft.ts';
import { addOperation } from './endpoint-reader.ts';
import { readPath } from './paths.ts';
import { leftover } from './scan.ts';
import { withoutStory } from './story.ts';
import { OPERATION_VOCABULARY, OPERATION_WORDS, operationsIn } from './verbs.ts';

const WISH = new RegExp(
  `^(?:the )?(?:[\\w' -]{1,60}?\\s)??(?:(?:can|must|should|may|shall|will|is able to|are able to|must be able to|should be able to|can be able to|must let \\w+|allows? \\w+ to|lets? \\w+|must allow \\w+ to)\\s+)?((?:${OPERATION_WORDS})\\b.*)$`,
  'i',
);

const TURNS = /\b(?:not|never|no|only|unless|except|without|cannot|can't)\b/i;

/** `Users can create, list and delete rooms`, with or without a story around it. */
export const readCrud: Reader = (statement, draft) => {
  if (readPath(statement.text)) return false;
  const text = withoutStory(statement.text);
  if (TURNS.test(text)) return false;
  const wish = WISH.exec(text)?.[1];
  if (wish === undefined) return false;
  const { kinds, object } = operationsIn(wish);
  const entity = draft.lexicon.find(object);
  if (!entity || kinds.length === 0) return false;
  const rest = leftover(wish, [...OPERATION_VOCABULARY, ...draft.lexicon.words, 'all', 'operations']);
  for (const kind of kinds) addOperation(entity, kind, statement, draft);
  draft.beyond(statement, rest);
  return true;
};
