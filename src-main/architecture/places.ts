import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import { FLOORS } from './floors.ts';

export type Target =
  | { kind: 'file'; path: string }
  | { kind: 'builtin'; name: string }
  | { kind: 'package'; name: string }
  | { kind: 'unknown' };

/** Tests, and what only tests use, may look into every floor. */
export function isTest(path: string): boolean {
  return /\.test\.tsx?$|\/(fixtures|testing)\/|(^|[/-])(conformance|fixtures?|testing)\.ts$/.test(path);
}

/** The floor of a file, or undefined for a place that the plan does not know. */
export function floorOf(path: string): string | undefined {
  if (path.startsWith('src-shared/')) return 'shared';
  if (path.startsWith('src-renderer/')) return 'renderer';
  const folder = /^src-main\/([^/]+)\//.exec(path)?.[1];
  if (folder !== undefined) return folder in FLOORS ? folder : undefined;
  return path === 'src-main/architecture.test.ts' ? 'architecture' : undefined;
}

export function resolve(from: string, specifier: string | undefined): Target {
  if (specifier === undefined) return { kind: 'unknown' };
  if (specifier.startsWith('#shared/'))
    return { kind: 'file', path: specifier.replace('#shared/', 'src-shared/') };
  if (specifier.startsWith('.')) {
    return { kind: 'file', path: posix.normalize(posix.join(posix.dirname(from), specifier)) };
  }
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  if (specifier.startsWith('node:')) return { kind: 'builtin', name: specifier };
  return builtinModules.includes(name)
    ? { kind: 'builtin', name: `node:${specifier}` }
    : { kind: 'package', name };
}
