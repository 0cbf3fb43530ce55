import { posix } from 'node:path';
import { CLOCK_EXCEPTIONS, LIMITS, SIZE_EXCEPTIONS, WITHOUT_NETWORK } from './floors.ts';
import { floorOf, isTest, resolve } from './places.ts';
import type { Source } from './scan.ts';

/** Every use of time, chance or the network that should come through something injected. */
export function useFaults(source: Source): string[] {
  const floor = floorOf(source.path);
  if (isTest(source.path) || floor === 'renderer' || floor === 'shared' || floor === 'architecture')
    return [];
  return source.uses.flatMap(({ name, line }) => {
    const reason = injectionRefusal(source.path, floor, name);
    return reason === undefined ? [] : [`${source.path}:${line} uses ${name}: ${reason}`];
  });
}

function injectionRefusal(path: string, floor: string | undefined, name: string): string | undefined {
  if (name === 'fetch') {
    return floor !== undefined && WITHOUT_NETWORK.has(floor)
      ? `${floor} reaches the network only through ports`
      : undefined;
  }
  if (floor === 'kernel' || clockException(path) !== undefined) return undefined;
  return name === 'Math.random'
    ? 'chance comes from node:crypto or an injected maker'
    : 'time comes from the injected Clock';
}

function clockException(path: string): string | undefined {
  return Object.keys(CLOCK_EXCEPTIONS).find((prefix) => path.startsWith(prefix));
}

/** Exceptions that nothing needs any more. */
export function idleClockExceptions(sources: readonly Source[]): string[] {
  return Object.keys(CLOCK_EXCEPTIONS).filter(
    (prefix) => !sources.some(({ path, uses }) => path.startsWith(prefix) && uses.length > 0),
  );
}

/** Broken rules about what a file is called and what it is. */
export function shapeFaults({ path, barrel, typesOnly }: Source): string[] {
  const name = posix.basename(path);
  const faults: string[] = [];
  if (/^(utils?|helpers?)\.tsx?$|manager/i.test(name)) faults.push(`${path}: name a file after what it does`);
  if (/^index\.tsx?$/.test(name) && path !== 'src-shared/contract/index.ts')
    faults.push(`${path}: no index files`);
  if (/\.ts$/.test(name) && !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*\.ts$/.test(name))
    faults.push(`${path}: file names are kebab-case`);
  if (barrel)
    faults.push(`${path}: a file that only passes on what others export; import from where it is defined`);
  if (floorOf(path) === 'ports' && !typesOnly && !isTest(path))
    faults.push(`${path}: a port holds types, no code`);
  return faults;
}

/** Files and functions over the limits and not excepted, and exceptions that are too generous or too small. */
export function sizeFaults(sources: readonly Source[], exceptions = SIZE_EXCEPTIONS): string[] {
  const large = new Map<string, { lines: number; limit: number }>();
  for (const { path, lines, functions } of sources.filter((source) => !isTest(source.path))) {
    if (lines > LIMITS.file) large.set(path, { lines, limit: LIMITS.file });
    for (const found of functions.filter((one) => one.lines > LIMITS.function)) {
      large.set(`${path}#${found.name}`, { lines: found.lines, limit: LIMITS.function });
    }
  }
  return [
    ...[...large].flatMap(([name, { lines, limit }]) => {
      const allowed = exceptions[name] ?? limit;
      return lines > allowed ? [`${name} has ${lines} lines; ${allowed} are allowed. Split it`] : [];
    }),
    ...Object.keys(exceptions)
      .filter((name) => !large.has(name))
      .map((name) => `${name} is within the limits: take it off SIZE_EXCEPTIONS`),
  ];
}

/** Every circle of files that import one another, types included, each as `a -> b -> a`. */
export function circles(sources: readonly Source[]): string[] {
  const edges = new Map(sources.map((source) => [source.path, targets(source)]));
  const finished = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: string[]): void => {
    const seen = trail.indexOf(path);
    if (seen >= 0) found.push([...trail.slice(seen), path].join(' -> '));
    if (seen >= 0 || finished.has(path)) return;
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
    finished.add(path);
  };
  for (const path of edges.keys()) visit(path, []);
  return found;
}

function targets({ path, imports }: Source): string[] {
  return imports.flatMap(({ specifier }) => {
    const target = resolve(path, specifier);
    return target.kind === 'file' ? [target.path] : [];
  });
}
