import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importFaults, type Packages } from './architecture/imports.ts';
import { scan } from './architecture/scan.ts';
import { circles, idleClockExceptions, shapeFaults, sizeFaults, useFaults } from './architecture/shape.ts';
import { ownerFaults, tableFaults } from './architecture/tables.ts';

const ROOT = join(import.meta.dirname, '..');
const sources = ['src-shared', 'src-main', 'src-renderer'].flatMap(sourcesBelow);
const packages = readPackages();

describe('the source tree', () => {
  it('keeps every import on its floor', () => {
    expect(sources.flatMap((source) => importFaults(source, packages))).toEqual([]);
  });

  it('has no circle', () => {
    expect(circles(sources)).toEqual([]);
  });

  it('takes time, chance and the network only from what is injected', () => {
    expect(sources.flatMap(useFaults)).toEqual([]);
    expect(idleClockExceptions(sources)).toEqual([]);
  });

  it('touches a table only in the room that owns it', () => {
    expect(sources.flatMap(tableFaults)).toEqual([]);
    expect(ownerFaults(sources.filter(({ path }) => path.startsWith('src-main/store/migrations/')))).toEqual(
      [],
    );
  });

  it('has no barrels, no names that say nothing, and no code in ports', () => {
    expect(sources.flatMap(shapeFaults)).toEqual([]);
  });

  it('keeps files and functions short, and its exceptions shrinking', () => {
    expect(sizeFaults(sources)).toEqual([]);
  });
});

function sourcesBelow(folder: string) {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => scan(path.slice(ROOT.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8')));
}

function readPackages(): Packages {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };
  return { runtime: new Set(Object.keys(dependencies)), development: new Set(Object.keys(devDependencies)) };
}
