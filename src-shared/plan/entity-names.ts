import type { TaskDraft } from '../model/task.ts';

/** Names that a document gave to its things, as they turn up in titles and paths: `meeting rooms`, `meeting-rooms/record.ts`. */

/** The words of a text in lower case, each in the singular. */
export function wordsOf(text: string): string[] {
  return text
    .slice(0, 4_000)
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map(singular);
}

/**
 * The thing that each task is about, in singular words joined by blanks: a folder or file of its expected paths whose words are all
 * in its title, named by most of its paths, and that less than half of the other tasks leave too.
 */
export function entitiesIn(tasks: readonly TaskDraft[]): Map<string, string> {
  const segments = new Map(tasks.map((task) => [task.key, countedSegments(task.expects)]));
  const uses = new Map<string, number>();
  for (const own of segments.values())
    for (const each of own.keys()) uses.set(each, (uses.get(each) ?? 0) + 1);
  const found = new Map<string, string>();
  for (const task of tasks) {
    const title = new Set(wordsOf(task.title));
    const candidates = [...(segments.get(task.key) ?? [])].filter(
      ([segment]) =>
        segment.length > 2 &&
        segment.split(' ').every((word) => title.has(word)) &&
        (uses.get(segment) ?? 0) <= Math.max(2, tasks.length / 2),
    );
    const [most] = candidates.toSorted((a, b) => b[1] - a[1] || b[0].length - a[0].length);
    if (most !== undefined && task.kind === 'feature') found.set(task.key, most[0]);
  }
  return found;
}

/** Segments of paths, with the number of paths each is in. */
function countedSegments(paths: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const path of paths) {
    for (const segment of new Set(segmentsOf(path))) counts.set(segment, (counts.get(segment) ?? 0) + 1);
  }
  return counts;
}

function segmentsOf(path: string): string[] {
  return path.split('/').flatMap((part) => {
    const words = wordsOf(part.split('.')[0] ?? '');
    return words.length === 0 ? [] : [words.join(' ')];
  });
}

type Form = { place: string; make(words: readonly string[], many: boolean): string; many: boolean };

const pascal = (words: readonly string[]) =>
  words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
const MAKERS: { [place: string]: (words: readonly string[]) => string } = {
  words: (words) => words.join(' '),
  kebab: (words) => words.join('-'),
  snake: (words) => words.join('_'),
  Pascal: pascal,
};
const FORMS: Form[] = Object.entries(MAKERS).flatMap(([name, make]) =>
  [true, false].map((many) => ({
    place: `{${name === 'words' ? '' : `${name} `}${many ? 'entities' : 'entity'}}`,
    make: (words: readonly string[]) =>
      make(many ? [...words.slice(0, -1), plural(words.at(-1) ?? '')] : words),
    many,
  })),
);

/** A text with places where an entity is named. */
export function withPlaces(text: string, entity: string | undefined): string {
  if (entity === undefined) return text;
  const words = entity.split(' ');
  return FORMS.reduce((rest, { place, make, many }) => {
    const name = make(words, many);
    const whole = new RegExp(`(?<![\\p{L}\\p{N}{])${name}(?![\\p{L}\\p{N}}])`, 'gu');
    return rest.replace(whole, place);
  }, text);
}

/** A text with an entity's name in its places. */
export function withName(text: string, entity: string | undefined): string {
  if (entity === undefined) return text;
  const words = entity.split(' ');
  return FORMS.reduce((rest, { place, make, many }) => rest.replaceAll(place, () => make(words, many)), text);
}

/** A text with places where the plan, such as `shop-service`, is named. */
export function withPlanPlaces(text: string, name: string): string {
  const titled = titleOf(name);
  return [
    [titled, '{Plan Name}'],
    [name, '{plan-name}'],
  ].reduce((rest, [own = '', place = '']) => (own === '' ? rest : rest.replaceAll(own, place)), text);
}

/** A text with the name of the plan in its places. */
export function withPlanName(text: string, name: string): string {
  return text.replaceAll('{Plan Name}', () => titleOf(name)).replaceAll('{plan-name}', () => name);
}

function titleOf(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

/** Rules of thumb for English that lead from a plural back to the same singular, whatever it means. */
function singular(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.length > 4 && /(?:[sxz]|[cs]h)es$/.test(word)) return word.slice(0, -2);
  if (word.length > 3 && word.endsWith('s') && !/(?:ss|us|is)$/.test(word)) return word.slice(0, -1);
  return word;
}

function plural(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(?:[sxz]|[cs]h)$/.test(word) ? `${word}es` : `${word}s`;
}
