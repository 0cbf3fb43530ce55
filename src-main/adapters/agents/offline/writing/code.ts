/** A file of the generated project. */
export type WrittenFile = { path: string; content: string };

const WIDTH = 100;

/** A single-quoted TypeScript literal of any text. */
export function quote(text: string): string {
  const inner = JSON.stringify(text)
    .slice(1, -1)
    .replace(/\\"/g, '"')
    .replace(/'/g, "\\'")
    .replace(/[\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`);
  return `'${inner}'`;
}

/** A plain value as code. */
export function scalar(value: string | number | boolean): string {
  return typeof value === 'string' ? quote(value) : String(value);
}

/** `{ a: 1, b: 2 }` on one line where it fits, else one entry per line. */
export function objectCode(entries: readonly (readonly [string, string])[], indent: number): string {
  if (entries.length === 0) return '{}';
  const pairs = entries.map(([name, code]) => (name === code ? name : `${name}: ${code}`));
  const line = `{ ${pairs.join(', ')} }`;
  if (indent + line.length <= WIDTH && !line.includes('\n')) return line;
  const pad = ' '.repeat(indent + 2);
  return `{\n${pairs.map((pair) => `${pad}${pair},\n`).join('')}${' '.repeat(indent)}}`;
}

/** The first comment of a file: what it is and which requirements it serves. Whether they are met is for the tests to say. */
export function header(purpose: string, keys: readonly string[]): string {
  const shown = keyList(keys);
  const text = shown === '' ? `${purpose}.` : `${purpose}. For ${shown}.`;
  return `${wrapText(text, WIDTH - 3)
    .map((line) => `// ${line}\n`)
    .join('')}`;
}

/** Requirement keys as they may stand in a comment, a test name or a table. */
export function keyList(keys: readonly string[]): string {
  const safe = [...new Set(keys.map(safeKey))].filter((key) => key !== '');
  return safe.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).join(', ');
}

export function safeKey(key: string): string {
  return key.replace(/[^\w.-]/g, '').slice(0, 40);
}

/** The name of a test: the requirements it shows, then what they ask. */
export function testName(keys: readonly string[], title: string): string {
  const shown = keyList(keys);
  return quote(shown === '' ? title : `${shown}: ${title}`);
}

function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

const ESCAPES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };

/** Text of a document as it may stand in a Markdown table or sentence: nothing in it is markup. */
export function plainCell(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_[\]<>|~&]/g, (char) => ESCAPES[char] ?? `\\${char}`)
    .replace(/^([#+=-]|\d+[.)])/, '\\$1');
}

export function tableOf(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return `${line(titles)}${line(titles.map(() => '---'))}${rows.map(line).join('')}`;
}
