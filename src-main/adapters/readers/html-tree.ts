import { type DefaultTreeAdapterTypes, parse } from 'parse5';

export type PageNode = DefaultTreeAdapterTypes.ChildNode;
export type Element = DefaultTreeAdapterTypes.Element;

/** What a reader of the page does not see, or what only steers it. */
const UNSEEN: ReadonlySet<string> = new Set(
  'script style template noscript head title iframe object embed svg math canvas audio video nav select option datalist textarea button input dialog map area link meta base'.split(
    ' ',
  ),
);

export function parseHtml(html: string): { roots: PageNode[]; title: string } {
  const document = parse(html);
  const title = find(document.childNodes, 'title');
  return { roots: document.childNodes, title: title === undefined ? '' : textOf(title) };
}

export function isElement(node: PageNode): node is Element {
  return 'tagName' in node;
}

export function childrenOf(element: Element): PageNode[] {
  return element.childNodes;
}

export function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((one) => one.name === name)?.value;
}

export function isSeen(element: Element): boolean {
  if (UNSEEN.has(element.tagName))
    return element.tagName === 'dialog' && attribute(element, 'open') !== undefined;
  if (attribute(element, 'hidden') !== undefined || attribute(element, 'aria-hidden') === 'true')
    return false;
  const style = attribute(element, 'style');
  return style === undefined || !/(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(style);
}

/** All text below a node that is seen, whatever the depth. */
export function textOf(node: PageNode): string {
  const parts: string[] = [];
  const open: PageNode[] = [node];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if ('value' in next) parts.push(next.value);
    else if (isElement(next) && (next === node || isSeen(next))) {
      if (next.tagName === 'br') parts.push('\n');
      for (let at = next.childNodes.length - 1; at >= 0; at--) {
        const child = next.childNodes[at];
        if (child !== undefined) open.push(child);
      }
    }
  }
  return parts.join('');
}

/** The first element of a name, in document order. */
export function find(roots: readonly PageNode[], tagName: string): Element | undefined {
  const open = [...roots].reverse();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (!isElement(next)) continue;
    if (next.tagName === tagName) return next;
    for (let at = next.childNodes.length - 1; at >= 0; at--) {
      const child = next.childNodes[at];
      if (child !== undefined) open.push(child);
    }
  }
  return undefined;
}
