/** A lone `o` is a bullet in the plain text of old, where two spaces follow. */
const BULLET = /^([-*+•–‣◦▪·]|o(?=[ \t]{2}))(?:[ \t]+|$)/;
const NUMBER = /^(\(?(?:\d{1,9}|[A-Za-z]|[ivx]{1,4})\)|\d{1,9}\.|\d{1,4}(?:\.\d{1,4}){1,5}[.)]?)(?:[ \t]+|$)/;
const CHECKBOX = /^\[[ xX]\][ \t]+/;

/** The markers that open an item, `- [x] ` or `1.2) `; `- - x` counts as one item. Within a paragraph a number goes on with it. */
export function readMarker(
  content: string,
  open: { kind: string } | undefined,
): { width: number; kind: string } | undefined {
  const bullet = BULLET.exec(content);
  const number = bullet === null ? NUMBER.exec(content) : null;
  const found = bullet ?? number;
  if (found === null) return undefined;
  const wrapped = open !== undefined && open.kind === 'paragraph' && !/^\(?(?:1|a|i|A)[.)]/.test(content);
  if (number !== null && wrapped) return undefined;
  let width = found[0].length;
  for (let more = BULLET.exec(content.slice(width, width + 8)); more !== null && more[0].length > 0; ) {
    width += more[0].length;
    more = BULLET.exec(content.slice(width, width + 8));
  }
  width += CHECKBOX.exec(content.slice(width, width + 8))?.[0].length ?? 0;
  return { width: Math.min(width, content.length), kind: bullet?.[1] ?? '1' };
}
