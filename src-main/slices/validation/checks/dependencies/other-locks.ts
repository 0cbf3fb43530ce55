import { parse as parseToml } from 'smol-toml';
import { listOf, recordOf, textOf } from '../reports/test-report.ts';
import {
  type Demand,
  type Lock,
  type LockedPackage,
  locked,
  MOST_PACKAGES,
  originOf,
} from './package-list.ts';

function tomlOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return recordOf(parseToml(text));
  } catch {
    return {};
  }
}

/** Python takes `Foo_Bar`, `foo-bar` and `foo.bar` for one name (PEP 503). */
function pythonName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** A requirement as PEP 508 writes it: `name[extra]>=1 ; marker`. */
function pythonDemand(text: string): Demand | undefined {
  const [, name, demand = ''] =
    /^([A-Za-z0-9][\w.-]{0,200})\s*(?:\[[^\]]{0,200}\])?\s*([^;#]*)/.exec(text.trim()) ?? [];
  return name === undefined ? undefined : { name: pythonName(name), demand: demand.trim() };
}

export function readPyproject(text: string): Demand[] | undefined {
  const manifest = tomlOf(text);
  const project = recordOf(manifest.project);
  const poetry = recordOf(recordOf(manifest.tool).poetry);
  const listed = listOf(project.dependencies).flatMap((one) => pythonDemand(textOf(one)) ?? []);
  const named = Object.keys(recordOf(poetry.dependencies)).filter((name) => name !== 'python');
  const all = [...listed, ...named.map((name) => ({ name: pythonName(name), demand: '' }))];
  return 'project' in manifest || named.length > 0 ? all : undefined;
}

/** requirements.txt is both: what is wanted, and, where it is pinned, what is locked. */
export function readRequirements(text: string): Lock | undefined {
  const packages = text.split('\n').flatMap((line): LockedPackage[] => {
    const plain = line.trim().replace(/\s+#.*$/, '');
    const [, address] = /^(?:-e\s+|--editable[ =])?((?:git\+|https?:|file:|\.{0,2}\/)\S+)/.exec(plain) ?? [];
    if (address !== undefined) {
      const name = /[#&]egg=([\w.-]+)/.exec(address)?.[1] ?? address;
      return [locked(pythonName(name), '', '', originOf(address))];
    }
    if (plain === '' || plain.startsWith('#') || plain.startsWith('-')) return [];
    const found = pythonDemand(plain);
    if (!found) return [];
    const [, from] = /^@\s*(\S+)/.exec(found.demand) ?? [];
    const version = /^={2,3}\s*([^\s,\\]+)/.exec(found.demand)?.[1] ?? '';
    return [locked(found.name, version, '', from === undefined ? undefined : (originOf(from) ?? 'http'))];
  });
  return { packages: packages.slice(0, MOST_PACKAGES), answers: () => true };
}

/** poetry.lock and uv.lock. */
export function readPythonLock(text: string): Lock | undefined {
  const all = listOf(tomlOf(text).package).map(recordOf);
  if (all.length === 0) return undefined;
  const packages = all.slice(0, MOST_PACKAGES).flatMap((one): LockedPackage[] => {
    const source = recordOf(one.source);
    if ('virtual' in source || 'editable' in source) return [];
    const isGit = source.type === 'git' || 'git' in source;
    const isFile =
      source.type === 'directory' || source.type === 'file' || 'path' in source || 'directory' in source;
    const isWeb = source.type === 'url' || ('url' in source && source.type === undefined);
    const from = isGit ? 'git' : isFile ? 'file' : isWeb ? 'http' : undefined;
    return [locked(pythonName(textOf(one.name)), textOf(one.version), '', from)];
  });
  const names = new Set(packages.map((one) => one.name));
  return { packages, answers: (name) => names.has(name) };
}

const CARGO_DEMANDS = ['dependencies', 'dev-dependencies', 'build-dependencies'];

export function readCargoToml(text: string): Demand[] | undefined {
  const manifest = tomlOf(text);
  if (!('package' in manifest)) return undefined;
  return CARGO_DEMANDS.flatMap((field) =>
    Object.entries(recordOf(manifest[field])).map(([name, value]) => ({
      name: textOf(recordOf(value).package) || name,
      demand: textOf(value) || textOf(recordOf(value).version),
    })),
  );
}

export function readCargoLock(text: string): Lock | undefined {
  const all = listOf(tomlOf(text).package).map(recordOf);
  if (all.length === 0) return undefined;
  const names = new Set(all.map((one) => textOf(one.name)));
  // What has no source is part of the workspace.
  const outside = all.filter((one) => textOf(one.source) !== '').slice(0, MOST_PACKAGES);
  const packages = outside.map((one) => {
    const from = textOf(one.source).startsWith('git+') ? 'git' : undefined;
    return locked(textOf(one.name), textOf(one.version), '', from);
  });
  return { packages, answers: (name) => names.has(name) };
}

export function readGoMod(text: string): Demand[] | undefined {
  if (!/^module \S/m.test(text)) return undefined;
  return [...text.matchAll(/^(?:require[ \t]+|[ \t]+)([\w./~-]{1,300})[ \t]+(v[\w.+-]{1,200})/gm)].map(
    ([, name = '', demand = '']) => ({ name, demand }),
  );
}

/** go.sum holds what was ever fetched; go.mod says what is used. */
export function readGoSum(text: string): Lock | undefined {
  const lines = text.split('\n').slice(0, MOST_PACKAGES * 2);
  const entries = lines.flatMap((line) => {
    const [, name, version, mod] = /^(\S{1,300}) (v[^\s/]{1,200})(\/go\.mod)? h1:/.exec(line) ?? [];
    return name === undefined || version === undefined ? [] : [{ name, version, isMod: mod !== undefined }];
  });
  if (entries.length === 0) return undefined;
  const known = new Set(entries.map(({ name, version }) => `${name} ${version}`));
  const packages = entries
    .filter(({ isMod }) => !isMod)
    .map(({ name, version }) => locked(name, version, '', undefined));
  return { packages, answers: (name, demand) => known.has(`${name} ${demand}`) };
}
