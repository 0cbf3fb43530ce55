import { posix } from 'node:path';

/** Characters searched for imports at most, of one file and of all: what is beyond is not looked into. */
const MOST_PER_FILE = 100_000;
const MOST_CHARACTERS = 3_000_000;

type Manner = { files: RegExp; imports: RegExp; targets(name: string, from: string): string[] };

const SCRIPT_ENDINGS = ['', '.ts', '.tsx', '.js', '.jsx', '.mjs', '.cjs', '.mts', '/index.ts', '/index.js'];

/** How languages name other files. Only names that can lead to a file of the workspace are followed. */
const MANNERS: readonly Manner[] = [
  {
    files: /\.[cm]?[jt]sx?$|\.(?:vue|svelte)$/,
    imports: /(?:\bfrom|\bimport|\brequire|\bimport\()\s{0,3}\(?\s{0,3}['"](\.{1,2}\/[^'"\n]{1,300})['"]/g,
    targets: (name, from) => {
      const path = posix.join(posix.dirname(from), name);
      const bare = path.replace(/\.[cm]?js$/, '');
      return [...SCRIPT_ENDINGS.map((end) => path + end), `${bare}.ts`, `${bare}.tsx`];
    },
  },
  {
    files: /\.pyi?$/,
    imports: /^[ \t]{0,40}(?:from|import)[ \t]{1,9}([.\w]{1,200})/gm,
    targets: (name, from) => {
      const dots = /^\.*/.exec(name)?.[0].length ?? 0;
      const rest = name.slice(dots).replaceAll('.', '/');
      const folder = posix.dirname(from);
      const base = dots === 0 ? [folder, '.', 'src'] : [posix.join(folder, '../'.repeat(dots - 1))];
      return base.flatMap((one) => [posix.join(one, `${rest}.py`), posix.join(one, rest, '__init__.py')]);
    },
  },
  {
    files: /\.rs$/,
    imports: /^[ \t]{0,40}(?:pub(?:\([a-z]{1,9}\))?[ \t]{1,9})?mod[ \t]{1,9}(\w{1,100})[ \t]{0,9};/gm,
    targets: (name, from) => {
      const { dir, name: own } = posix.parse(from);
      return [dir, posix.join(dir, own)].flatMap((one) => [
        posix.join(one, `${name}.rs`),
        posix.join(one, name, 'mod.rs'),
      ]);
    },
  },
  {
    files: /\.(?:java|kt)$/,
    imports: /^import[ \t]{1,9}(?:static[ \t]{1,9})?([\w.]{1,300})/gm,
    targets: (name) => {
      const path = name.replaceAll('.', '/');
      return ['', 'src/', 'src/main/java/', 'src/main/kotlin/'].flatMap((root) => [
        `${root}${path}.java`,
        `${root}${path}.kt`,
      ]);
    },
  },
];

/**
 * The files that import one of `seeds` or are imported by one, each with the seed. By the look of the text alone, so that
 * it works for broken files as well; packages of Go and names from build tools are not followed.
 */
export function neighbours(
  files: ReadonlyMap<string, string>,
  seeds: ReadonlySet<string>,
): Map<string, string> {
  const near = new Map<string, string>();
  let left = MOST_CHARACTERS;
  const paths = [...files.keys()].sort((a, b) => Number(seeds.has(b)) - Number(seeds.has(a)));
  for (const from of paths) {
    const manner = MANNERS.find((each) => each.files.test(from));
    const text = files.get(from)?.slice(0, MOST_PER_FILE) ?? '';
    if (!manner || text.length > left) continue;
    left -= text.length;
    for (const [, name = ''] of text.matchAll(manner.imports)) {
      const to = manner.targets(name, from).find((path) => files.has(path) && path !== from);
      if (to === undefined) continue;
      if (seeds.has(from) && !seeds.has(to) && !near.has(to)) near.set(to, `${from} imports it`);
      if (seeds.has(to) && !seeds.has(from) && !near.has(from)) near.set(from, `it imports ${to}`);
    }
  }
  return near;
}
