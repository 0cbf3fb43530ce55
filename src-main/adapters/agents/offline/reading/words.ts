/** Names that generated code must not use for a type: globals, and types of the generated service's own kernel. */
const TAKEN_TYPES = new Set(
  `Answer Array ArrayBuffer BigInt Boolean Buffer Call CallService Collection Date Error Event FieldProblem FieldRule
  File Filter Function Headers HttpError Infinity Iterator Map Math NaN Number Object Page Partial Pick Promise Proxy
  Record Reflect RegExp Reply Request RequestLog Response Route Schema Server Set Store Stored String Symbol URL
  Undefined Any Unknown Never Void Null`.split(/\s+/),
);

/** Names that every JavaScript object already has, or that would reach its prototype. */
const UNUSABLE_FIELDS = new Set(
  `constructor prototype proto __proto__ toString toLocaleString valueOf hasOwnProperty isPrototypeOf
  propertyIsEnumerable __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__ toJSON then`.split(
    /\s+/,
  ),
);

const IRREGULAR: Readonly<Record<string, string>> = {
  people: 'person',
  children: 'child',
  men: 'man',
  women: 'woman',
  mice: 'mouse',
  indices: 'index',
  vertices: 'vertex',
  criteria: 'criterion',
  statuses: 'status',
  addresses: 'address',
  buses: 'bus',
  classes: 'class',
  movies: 'movie',
  cookies: 'cookie',
};

/** Markdown without its marks, in plain punctuation, on one line. */
export function plainText(markdown: string): string {
  return markdown
    .normalize('NFKC')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/!?\[([^\][]{0,300})\]\([^()\s]{0,500}\)/g, '$1')
    .replace(/(\*\*|__)(?=\S)([^*\n]{1,300}?)\1/g, (whole, mark, inner) =>
      mark === '__' && /^\w+$/.test(inner) ? whole : inner,
    )
    .replace(/`/g, '')
    .replace(/\\([|*_])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Lower-case ASCII words of a text or an identifier. */
export function wordsOf(text: string): string[] {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

export function singular(word: string): string {
  const known = Object.hasOwn(IRREGULAR, word) ? IRREGULAR[word] : undefined;
  if (known !== undefined) return known;
  if (/[^aeiou]ies$/.test(word)) return word.replace(/ies$/, 'y');
  if (/(ss|sh|ch|x|zz)es$/.test(word)) return word.replace(/es$/, '');
  if (/(ss|us|is|news|series)$/.test(word) || word.length < 4) return word;
  return word.replace(/s$/, '');
}

export function plural(word: string): string {
  const irregular = Object.entries(IRREGULAR).find(([, one]) => one === word);
  if (irregular) return irregular[0];
  if (/[^aeiou]y$/.test(word)) return word.replace(/y$/, 'ies');
  if (/(s|sh|ch|x|z)$/.test(word)) return `${word}es`;
  return `${word}s`;
}

export function kebab(words: readonly string[]): string {
  return words.join('-');
}

export function camel(words: readonly string[]): string {
  return words.map((word, at) => (at === 0 ? word : capital(word))).join('');
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

export function typeNameOf(words: readonly string[]): string {
  const name = words.map(capital).join('');
  return TAKEN_TYPES.has(name) ? `${name}Entry` : name;
}

/** An identifier as the document writes it, or words made into one; undefined where none is safe to use. */
export function fieldName(text: string): string | undefined {
  const bare = text.trim();
  const name = /^[A-Za-z][A-Za-z0-9_]*$/.test(bare) ? asWritten(bare) : camel(wordsOf(bare));
  if (!/^[A-Za-z][A-Za-z0-9_]{0,39}$/.test(name) || UNUSABLE_FIELDS.has(name)) return undefined;
  return name;
}

function asWritten(name: string): string {
  if (/^[A-Z]+$/.test(name)) return name.toLowerCase();
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** `a room`, `an employee`. */
export function withArticle(label: string): string {
  return `${/^(?:[aeio]|un(?!i)|ur|up)/.test(label) ? 'an' : 'a'} ${label}`;
}
