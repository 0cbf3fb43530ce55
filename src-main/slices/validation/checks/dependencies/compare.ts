import type { Finding } from '#shared/model/check.ts';
import { readPackageJson, readPackageLock, readPnpmLock, readYarnLock } from './npm-locks.ts';
import {
  readCargoLock,
  readCargoToml,
  readGoMod,
  readGoSum,
  readPyproject,
  readPythonLock,
  readRequirements,
} from './other-locks.ts';
import type { Demand, Lock, LockedPackage } from './package-list.ts';

type LockKind = {
  manifest?: string;
  readManifest?(text: string): Demand[] | undefined;
  read(text: string): Lock | undefined;
};

/** Lock files by name, with the manifest beside them that they answer to. */
export const LOCKS: Readonly<Record<string, LockKind>> = {
  'package-lock.json': { manifest: 'package.json', readManifest: readPackageJson, read: readPackageLock },
  'npm-shrinkwrap.json': { manifest: 'package.json', readManifest: readPackageJson, read: readPackageLock },
  'pnpm-lock.yaml': { manifest: 'package.json', readManifest: readPackageJson, read: readPnpmLock },
  'yarn.lock': { manifest: 'package.json', readManifest: readPackageJson, read: readYarnLock },
  'poetry.lock': { manifest: 'pyproject.toml', readManifest: readPyproject, read: readPythonLock },
  'uv.lock': { manifest: 'pyproject.toml', readManifest: readPyproject, read: readPythonLock },
  'requirements.txt': { read: readRequirements },
  'Cargo.lock': { manifest: 'Cargo.toml', readManifest: readCargoToml, read: readCargoLock },
  'go.sum': { manifest: 'go.mod', readManifest: readGoMod, read: readGoSum },
};

export type CompareRequest = {
  kind: 'dependencies';
  /** Key of `LOCKS`. */
  lockName: string;
  lock: { path: string; text: string };
  /** Text of the lock before the attempt. */
  base: string | undefined;
  manifest: { path: string; text: string } | undefined;
  /** Added packages that are told at most; 1,000 when left out. */
  most?: number;
};

export type Comparison = { findings: Finding[]; added: LockedPackage[] };

/** Demands of which it is told that the lock does not answer them. */
const MOST_TOLD = 20;
const MOST_ADDED = 1_000;

/** What a lock file brings that was not there before, and whether it answers to its manifest. Runs in the examiner. */
export function compareLock(request: CompareRequest): Comparison {
  const { lockName, lock, base, manifest, most = MOST_ADDED } = request;
  const kind = LOCKS[lockName];
  const now = kind && read(kind, lock.text);
  if (!now) return unreadable(request, 'cannot be read');
  const before = new Set((base === undefined ? undefined : read(kind, base))?.packages.map(identity));
  const added = now.packages.filter((one) => !before.has(identity(one)));
  const demands = manifest === undefined ? undefined : kind.readManifest?.(manifest.text);
  const open = (demands ?? []).filter(({ name, demand }) => !now.answers(name, demand));
  const findings = open.slice(0, MOST_TOLD).map(({ name, demand }): Finding => {
    const message = `${lockName} does not answer ${name}${demand === '' ? '' : ` ${demand}`} of ${kind.manifest}`;
    const hint = 'Install again with the package manager, and keep the lock file that it writes.';
    return { severity: 'error', rule: 'dependencies/out-of-step', message, file: lock.path, hint };
  });
  return { findings, added: added.slice(0, most) };
}

export function unreadable({ lock }: CompareRequest, what: string): Comparison {
  const message = `The lock file ${what}`;
  return {
    added: [],
    findings: [{ severity: 'warning', rule: 'dependencies/unreadable', message, file: lock.path }],
  };
}

/** The parsers throw for what is no file of their kind. */
function read(kind: LockKind, text: string): Lock | undefined {
  try {
    return kind.read(text);
  } catch {
    return undefined;
  }
}

function identity({ name, version }: LockedPackage): string {
  return `${name}@${version}`;
}
