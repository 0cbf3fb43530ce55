import { parse as parseYaml } from 'yaml';
import { listOf, parsed, recordOf, textOf } from '../reports/test-report.ts';
import {
  type Demand,
  type Lock,
  type LockedPackage,
  locked,
  MOST_PACKAGES,
  originOf,
} from './package-list.ts';

const DEMANDS = ['dependencies', 'devDependencies', 'optionalDependencies'];

export function readPackageJson(text: string): Demand[] | undefined {
  const manifest = parsed(text);
  if (typeof manifest !== 'object' || manifest === null) return undefined;
  return demandsOf(recordOf(manifest));
}

function demandsOf(manifest: Readonly<Record<string, unknown>>): Demand[] {
  return DEMANDS.flatMap((field) =>
    Object.entries(recordOf(manifest[field])).map(([name, demand]) => ({ name, demand: textOf(demand) })),
  );
}

/** package-lock.json and npm-shrinkwrap.json of lockfileVersion 2 and 3. */
export function readPackageLock(text: string): Lock | undefined {
  const packages = recordOf(recordOf(parsed(text)).packages);
  if (!('' in packages)) return undefined;
  const own = new Map(demandsOf(recordOf(packages[''])).map(({ name, demand }) => [name, demand]));
  const found = Object.entries(packages)
    .slice(0, MOST_PACKAGES)
    .flatMap(([path, value]): LockedPackage[] => {
      const at = path.lastIndexOf('node_modules/');
      const entry = recordOf(value);
      // A workspace is part of the project itself.
      if (at === -1 || entry.link === true) return [];
      const name = textOf(entry.name) || path.slice(at + 'node_modules/'.length);
      return [
        locked(name, textOf(entry.version), licenceText(entry.license), originOf(textOf(entry.resolved))),
      ];
    });
  return { packages: found, answers: (name, demand) => own.get(name) === demand };
}

/** Old packages say `{ "type": "MIT" }` or a list of such. */
export function licenceText(value: unknown): string {
  const all = listOf(value).map((one) => textOf(one) || textOf(recordOf(one).type));
  return all.filter((one) => one !== '').join(' OR ');
}

export function readPnpmLock(text: string): Lock | undefined {
  const lock = recordOf(parseYaml(text, { maxAliasCount: 100, logLevel: 'silent' }));
  const importers = recordOf(lock.importers);
  const root = 'importers' in lock ? recordOf(importers['.']) : lock;
  const own = new Map<string, string>();
  for (const field of DEMANDS) {
    for (const [name, value] of Object.entries(recordOf(root[field])))
      own.set(name, textOf(recordOf(value).specifier) || textOf(recordOf(lock.specifiers)[name]));
  }
  const found = Object.entries(recordOf(lock.packages))
    .slice(0, MOST_PACKAGES)
    .map(([key, value]) => {
      const [, name = key, version = ''] = /^\/?((?:@[^@/]+\/)?[^@/]+)[@/]([^(]+)/.exec(key) ?? [];
      const resolution = recordOf(recordOf(value).resolution);
      const isGit = resolution.type === 'git' || 'repo' in resolution;
      const from = isGit ? 'git' : (originOf(textOf(resolution.tarball)) ?? originOf(version));
      return locked(name, version, '', from);
    });
  if (own.size === 0 && found.length === 0) return undefined;
  return { packages: found, answers: (name, demand) => own.get(name) === demand };
}

/** yarn.lock of version 1, and of later ones, which write the same as YAML. */
export function readYarnLock(text: string): Lock | undefined {
  const packages: LockedPackage[] = [];
  const answered = new Set<string>();
  let open: { name: string; version: string; from: LockedPackage['from'] } | undefined;
  const close = () => {
    if (open && packages.length < MOST_PACKAGES)
      packages.push(locked(open.name, open.version, '', open.from));
    open = undefined;
  };
  for (const whole of text.split('\n')) {
    const line = whole.slice(0, 2_000).trimEnd();
    if (/^\S.*:$/.test(line) && !line.startsWith('#') && !line.startsWith('__metadata')) {
      close();
      const heads = line.slice(0, -1).replaceAll('"', '').split(/,\s*/);
      for (const head of heads) answered.add(head.replace(/@npm:/, '@'));
      const first = heads[0] ?? '';
      const name = first.slice(0, first.indexOf('@', 1));
      open = { name, version: '', from: originOf(first.slice(name.length + 1)) };
    }
    const [, field, value = ''] = /^ {2}(version|resolved):? "?([^"]*)"?$/.exec(line) ?? [];
    if (open && field === 'version') open.version = value;
    if (open && field === 'resolved') open.from ??= originOf(value);
  }
  close();
  if (packages.length === 0) return undefined;
  const outside = packages.filter((one) => !answered.has(`${one.name}@workspace:.`));
  return {
    packages: outside,
    answers: (name, demand) => answered.has(`${name}@${demand.replace(/^npm:/, '')}`),
  };
}
