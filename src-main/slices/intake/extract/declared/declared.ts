import type { DeclaredFind } from './find.ts';
import { readOperations } from './operations.ts';
import { memberOf, membersOf, parseMapping, wordsOf } from './parse.ts';
import { readSchema, readSchemas } from './schemas.ts';

const MOST_FINDS = 5_000;
/** What a contract must say somewhere; spares all other code and data the parser. */
const HINT =
  /^[ \t]*["']?(?:openapi|swagger)["']?[ \t]*:|["']?\$schema["']?[ \t]*:|["']?(?:properties|\$defs)["']?[ \t]*:[ \t]*(?:\{|$)/m;

/**
 * What an OpenAPI description (2, 3.0, 3.1) or a JSON Schema, in YAML or JSON, asks for: every operation, and every field
 * of its schemas with its constraints. Undefined where the text is neither. Offsets count in `text`.
 */
export function readDeclared(text: string): DeclaredFind[] | undefined {
  if (!HINT.test(text)) return undefined;
  const root = parseMapping(text);
  if (root === undefined) return undefined;
  const isApi = memberOf(root, 'openapi') !== undefined || memberOf(root, 'swagger') !== undefined;
  if (isApi) return inOrder(readApi(root));
  const isSchema =
    memberOf(root, '$schema') !== undefined || membersOf(memberOf(root, 'properties')).length > 0;
  return isSchema ? inOrder(readRootSchema(root)) : undefined;
}

function readApi(root: unknown): DeclaredFind[] {
  const title = wordsOf(memberOf(memberOf(root, 'info'), 'title'));
  const finds = [
    ...readOperations(memberOf(root, 'paths')),
    ...readSchemas(memberOf(memberOf(root, 'components'), 'schemas')),
    ...readSchemas(memberOf(root, 'definitions')),
  ];
  return title === undefined
    ? finds
    : finds.map((find) => ({ ...find, headings: [title, ...find.headings] }));
}

function readRootSchema(root: unknown): DeclaredFind[] {
  const title = wordsOf(memberOf(root, 'title'));
  const own = readSchema(title ?? 'Schema', root);
  const others = [...readSchemas(memberOf(root, '$defs')), ...readSchemas(memberOf(root, 'definitions'))];
  return [
    ...own,
    ...others.map((find) => ({
      ...find,
      headings: title === undefined ? find.headings : [title, ...find.headings],
    })),
  ];
}

/** In the order of the text, none within another. */
function inOrder(finds: readonly DeclaredFind[]): DeclaredFind[] {
  const kept: DeclaredFind[] = [];
  for (const find of finds.toSorted((a, b) => a.start - b.start)) {
    if (find.start >= (kept.at(-1)?.end ?? 0) && find.end > find.start) kept.push(find);
    if (kept.length === MOST_FINDS) break;
  }
  return kept;
}
