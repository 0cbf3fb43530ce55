import type { Entity, OperationKind } from '../model.ts';
import { addFact, addKey, type Draft, feature, fieldWords, findField, type Reader } from './draft.ts';
import { addFilterParam } from './list-reader.ts';
import { isPluralSegment, type ReadPath, readPath } from './paths.ts';
import { createScan, leftover } from './scan.ts';
import type { Statement } from './statements.ts';
import { addTransition } from './transitions.ts';
import { OPERATION_VOCABULARY } from './verbs.ts';
import { singular, wordsOf } from './words.ts';

/** Rows and sentences that name a method and a path. */
export const readEndpoint: Reader = (statement, draft) => {
  const path = readPath(statement.text);
  if (!path?.method) return false;
  if (/^\/(?:api\/)?(?:health|healthz|healthcheck|status|ping)$/.test(path.path) && path.method === 'GET') {
    return readHealth(statement, draft, path);
  }
  const entity = path.resource === undefined ? undefined : draft.lexicon.find(path.resource);
  if (!entity || !path.usable) return false;
  const base = `${path.prefix}/${path.resource}`;
  const stated = draft.paths.get(entity.slug) ?? base;
  if (stated !== base) return false;
  draft.paths.set(entity.slug, base);
  entity.path = base;
  if (path.child !== undefined) return readChild(statement, draft, path, entity);
  const kind = kindOf(path);
  if (!kind) return false;
  addOperation(entity, kind, statement, draft);
  for (const param of path.params) {
    if (!addFilterParam(entity, param, statement, draft)) draft.beyond(statement, `the parameter ${param}`);
  }
  draft.beyond(statement, describedBeyond(statement, path, entity, kind, draft));
  return true;
};

export function addOperation(entity: Entity, kind: OperationKind, statement: Statement, draft: Draft): void {
  const known = entity.operations.find((operation) => operation.kind === kind);
  if (known) addKey(known.keys, statement.key);
  else entity.operations.push({ kind, keys: [statement.key] });
  draft.place(statement, feature(entity));
}

function kindOf(path: ReadPath): OperationKind | undefined {
  if (path.method === 'POST' && !path.hasId) return 'create';
  if (path.method === 'GET') return path.hasId ? 'read' : 'list';
  if (!path.hasId) return undefined;
  if (path.method === 'PUT') return 'replace';
  if (path.method === 'PATCH') return 'update';
  return path.method === 'DELETE' ? 'remove' : undefined;
}

function readHealth(statement: Statement, draft: Draft, path: ReadPath): boolean {
  draft.service.healthPath = path.path;
  addFact(statement, draft, 'health', { at: 'scaffold' });
  const rest = statement.text.replace(path.raw, ' ').replace(/\{\s*"status"\s*:\s*"(?:ok|up)"\s*\}/i, ' ');
  draft.beyond(
    statement,
    leftover(rest, ['200', 'health', 'ok', 'up', 'running', 'alive', 'check', 'while', 'body']),
  );
  return true;
}

/** `GET /rooms/{id}/bookings` lists what refers to a room; `POST /bookings/{id}/cancel` changes a status. */
function readChild(statement: Statement, draft: Draft, path: ReadPath, parent: Entity): boolean {
  const child = path.child ?? '';
  const listed = isPluralSegment(child) ? draft.lexicon.find(child) : undefined;
  if (listed && path.method === 'GET') {
    const reference = listed.fields.find((field) => field.references === parent.slug);
    if (!reference) return false;
    const known = listed.nested.find((nested) => nested.path === path.path);
    if (known) addKey(known.keys, statement.key);
    else
      listed.nested.push({
        parent: parent.slug,
        path: path.path,
        field: reference.name,
        keys: [statement.key],
      });
    draft.place(statement, feature(listed));
    draft.beyond(statement, describedBeyond(statement, path, listed, 'list', draft));
    return true;
  }
  if (path.method !== 'POST' || listed) return false;
  const field = parent.fields.find((each) => each.values?.some((value) => sharesStem(value, child)));
  const said = /\bsets? (?:the |its )?([\w-]+)(?: of (?:an?|the) [\w-]+)? to ["']?([\w-]+)/i.exec(
    statement.text,
  );
  const named = said?.[1] === undefined ? undefined : findField(parent, said[1]);
  const to =
    named?.values?.find((value) => value === said?.[2]) ??
    field?.values?.find((value) => sharesStem(value, child));
  const holder = named?.values ? named : field;
  if (!holder || to === undefined) return false;
  if (!addTransition(parent, { action: child, field: holder.name, to, from: [] }, statement, draft))
    return false;
  draft.beyond(statement, describedBeyond(statement, path, parent, 'update', draft));
  return true;
}

export function sharesStem(value: string, action: string): boolean {
  const stem = singular(wordsOf(action)[0] ?? '')
    .slice(0, 20)
    .replace(/e$/, '');
  return stem.length > 2 && (wordsOf(value)[0] ?? '').startsWith(stem);
}

const STATUS: Readonly<Record<OperationKind, string>> = {
  create: '201',
  list: '200',
  read: '200',
  replace: '200',
  update: '200',
  remove: '204',
};

/** What the description of an endpoint asks beyond what such an endpoint does. */
function describedBeyond(
  statement: Statement,
  path: ReadPath,
  entity: Entity,
  kind: OperationKind,
  draft: Draft,
): string {
  const scan = createScan(statement.text.replace(path.raw, ' ; '));
  scan.take(new RegExp(`\\b${STATUS[kind]}(?: (?:created|ok|no content))?\\b`, 'i'));
  if (kind === 'create') scan.take(/\b(?:with |including )?(?:an? |the )?location header\b/i);
  if (kind === 'list') scan.take(/\b(?:an? )?(?:array|list|page) of\b/i);
  if (kind === 'update') scan.take(/\b(?:only )?the given (?:fields?)?\b/i);
  if (kind === 'update')
    scan.take(/\b(?:and )?(?:leaves? the (?:others?|rest) (?:alone|unchanged|as (?:they are|it is)))\b/i);
  if (kind !== 'create') {
    scan.take(
      /\b404(?: not found)?(?: (?:when|if) (?:it|the \w+|that \w+|there)? ?(?:does not|doesn't|is not|is unknown|do not|is no)? ?(?:exist|found|there|known|such \w+)?)?/i,
    );
    scan.take(/\bby (?:its )?id\b/i);
  }
  scan.take(
    /\b400(?: bad request)?(?: (?:when|if|for) (?:the )?(?:input|body|data) (?:is )?(?:not valid|invalid))?/i,
  );
  scan.take(/\b(?:that|which|who) (?:belong|refer)s? to\b/i);
  const known = [
    ...OPERATION_VOCABULARY,
    ...draft.lexicon.words,
    ...(kind === 'list' ? ['all', 'only', 'at', 'least', 'most'] : []),
  ];
  const fields = path.params.length > 0 || kind === 'update' ? fieldWords(entity) : [];
  return leftover(scan.rest(), [...known, ...fields, ...wordsOf(path.child ?? ''), 'set', 'sets']);
}
