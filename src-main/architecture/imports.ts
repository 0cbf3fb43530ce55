import {
  FLOORS,
  HOMES,
  NETWORK,
  ONLY_PACKAGES,
  PRODUCT_NOUNS,
  TYPES_FROM,
  WITHOUT_NETWORK,
  WITHOUT_NODE,
} from './floors.ts';
import { floorOf, isTest, resolve } from './places.ts';
import type { Import, Source } from './scan.ts';

/** The dependencies that package.json names, by when they are there. */
export type Packages = { runtime: ReadonlySet<string>; development: ReadonlySet<string> };

/** Every broken rule about who may know whom; one sentence each. */
export function importFaults(source: Source, packages: Packages): string[] {
  return source.imports.flatMap((found) => {
    const reason = refusal(source.path, found, packages);
    const what = found.specifier ?? 'a computed module';
    return reason === undefined ? [] : [`${source.path}:${found.line} imports ${what}: ${reason}`];
  });
}

function refusal(from: string, found: Import, packages: Packages): string | undefined {
  const floor = floorOf(from);
  if (floor === undefined) return 'this folder is on no floor; add it to src-main/architecture/floors.ts';
  const target = resolve(from, found.specifier);
  switch (target.kind) {
    case 'unknown':
      return 'a computed import cannot be checked; name the module';
    case 'builtin':
      return builtinRefusal(from, floor, target.name);
    case 'package':
      return packageRefusal({ from, floor, name: target.name, typeOnly: found.typeOnly }, packages);
    case 'file':
      return fileRefusal({ from, floor, to: target.path, typeOnly: found.typeOnly });
  }
}

function builtinRefusal(from: string, floor: string, name: string): string | undefined {
  if (isTest(from)) return undefined;
  if (WITHOUT_NODE.has(floor)) return `${floor} has no Node modules`;
  if (WITHOUT_NETWORK.has(floor) && NETWORK.has(name))
    return `${floor} reaches the network only through ports`;
  if (floor !== 'kernel' && /^node:timers/.test(name)) return 'time comes from the injected Clock';
  return undefined;
}

type PackageUse = { from: string; floor: string; name: string; typeOnly: boolean };

function packageRefusal({ from, floor, name, typeOnly }: PackageUse, packages: Packages): string | undefined {
  const { runtime, development } = packages;
  if (!runtime.has(name) && !development.has(name) && !(typeOnly && development.has(`@types/${name}`))) {
    return 'package.json does not name this package';
  }
  if (isTest(from)) return undefined;
  if (floor !== 'architecture' && floor !== 'renderer' && !runtime.has(name) && !typeOnly) {
    return 'the host is run without development dependencies';
  }
  const home = HOMES[name];
  if (home && !home.some((prefix) => from.startsWith(prefix)))
    return `${name} is used only in ${home.join(', ')}`;
  const only = ONLY_PACKAGES[floor];
  if (only && !only.includes(name)) return `${floor} uses no package but ${only.join(', ') || 'none'}`;
  return undefined;
}

type FileUse = { from: string; floor: string; to: string; typeOnly: boolean };

function fileRefusal({ from, floor, to, typeOnly }: FileUse): string | undefined {
  if (to === 'package.json' || to.startsWith('assets/')) return undefined;
  const target = floorOf(to);
  if (target === undefined) return `${to} is on no floor`;
  if (floor === 'renderer' && target !== 'renderer' && target !== 'shared')
    return 'the page never knows the host';
  if (floor === 'shared' && target !== 'shared') return 'src-shared knows nothing but itself';
  if (floor !== 'renderer' && target === 'renderer') return 'the host never knows the page';
  if (isTest(from)) return undefined;
  if (isTest(to)) return 'only tests use what is made for tests';
  const here = sliceOf(from);
  if (here !== undefined && sliceOf(to) !== undefined && sliceOf(to) !== here) {
    return 'one slice never knows another; what follows from what stands in src-main/engine/flow.ts';
  }
  if (floor === 'kernel' && PRODUCT_NOUNS.test(to)) return 'the kernel knows no product nouns';
  if (FLOORS[floor]?.includes(target)) return decideRefusal({ from, floor, to, typeOnly });
  if (TYPES_FROM[floor]?.includes(target))
    return typeOnly ? undefined : `${floor} takes only types from ${target}`;
  return `${floor} may know only ${FLOORS[floor]?.join(', ')}`;
}

/** Deciding is pure: it takes types from everywhere its slice may, and code only from what does no work of its own. */
function decideRefusal({ from, to, typeOnly }: FileUse): string | undefined {
  const impure = /^src-main\/(store|workspace|bridge)\/|\/(rows|run)\.ts$/.test(to);
  return /^src-main\/slices\/.*\/decide\.ts$/.test(from) && impure && !typeOnly
    ? 'deciding is pure: it takes only types from here'
    : undefined;
}

function sliceOf(path: string): string | undefined {
  return /^src-main\/slices\/([^/]+)\//.exec(path)?.[1];
}
