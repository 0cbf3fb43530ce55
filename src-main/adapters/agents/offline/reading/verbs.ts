import type { OperationKind } from '../model.ts';

const VERBS: Readonly<Record<string, OperationKind>> = {
  create: 'create',
  creates: 'create',
  created: 'create',
  creating: 'create',
  add: 'create',
  adds: 'create',
  adding: 'create',
  register: 'create',
  registers: 'create',
  enter: 'create',
  list: 'list',
  lists: 'list',
  listing: 'list',
  browse: 'list',
  read: 'read',
  reads: 'read',
  view: 'read',
  views: 'read',
  fetch: 'read',
  fetches: 'read',
  retrieve: 'read',
  retrieves: 'read',
  get: 'read',
  update: 'update',
  updates: 'update',
  updating: 'update',
  edit: 'update',
  edits: 'update',
  editing: 'update',
  change: 'update',
  changes: 'update',
  changing: 'update',
  modify: 'update',
  modifies: 'update',
  rename: 'update',
  delete: 'remove',
  deletes: 'remove',
  deleting: 'remove',
  remove: 'remove',
  removes: 'remove',
  removing: 'remove',
};

const EVERYTHING: readonly OperationKind[] = ['create', 'list', 'read', 'update', 'remove'];

export const OPERATION_WORDS = [...Object.keys(VERBS), 'manage', 'manages', 'crud'].join('|');

export const OPERATION_VOCABULARY: readonly string[] = [
  ...Object.keys(VERBS),
  'manage',
  'crud',
  'replace',
  'replaces',
  'show',
  'shows',
];

const LEADING = new RegExp(
  `^\\s*(?:,|/|and|or|then|also|operations?|on|for|to|be able)?\\s*(?:${OPERATION_WORDS})\\b`,
  'i',
);

/** `create, list and delete the rooms` is three kinds of operation on `the rooms`. */
export function operationsIn(text: string): { kinds: OperationKind[]; object: string } {
  const kinds = new Set<OperationKind>();
  let rest = text;
  for (let match = LEADING.exec(rest); match; match = LEADING.exec(rest)) {
    const verb = /([a-z]+)$/i.exec(match[0])?.[1]?.toLowerCase() ?? '';
    const kind = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
    for (const each of kind === undefined ? EVERYTHING : [kind]) kinds.add(each);
    rest = rest.slice(match[0].length).replace(/^\s*,\s*(?=and\b|or\b)/i, ' ');
  }
  const object = /^\s*(?:operations? (?:on|for)\s+)?((?:[\w'-]+\s*){0,5})/.exec(rest)?.[1] ?? '';
  return {
    kinds: [...kinds],
    object:
      object.split(
        /\b(?:with|by|of|in|from|so|that|and|or|for|to|on|after|before|when|if|is|are|as|at)\b/i,
      )[0] ?? '',
  };
}
