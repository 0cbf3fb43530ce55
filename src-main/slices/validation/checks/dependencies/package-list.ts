/** A package that a lock file names. */
export type LockedPackage = {
  name: string;
  version: string;
  /** As the lock or the package says it; undefined where neither does. */
  licence?: string;
  /** Where it comes from when that is no registry: nobody else can be sure to get the same. */
  from?: 'git' | 'http' | 'file';
};

/** A lock file, read: its packages, and what it holds for the manifest's own demands. */
export type Lock = {
  packages: LockedPackage[];
  /** Whether it answers a demand of the manifest. */
  answers(name: string, demand: string): boolean;
};

export type Demand = { name: string; demand: string };

/** Packages of one lock that are looked at. */
export const MOST_PACKAGES = 20_000;

export function originOf(address: string): LockedPackage['from'] {
  if (/^(git[+:@]|github:|gitlab:|bitbucket:|ssh:)|\.git(#|$)/.test(address)) return 'git';
  if (/^(file:|link:|portal:|\.{0,2}\/)/.test(address)) return 'file';
  // A registry serves `name/-/name-1.0.0.tgz`, wherever it stands.
  return /^https?:/.test(address) && !/\/-\/|\/(tarballs|packages|simple|crates)\//.test(address)
    ? 'http'
    : undefined;
}

/** A locked package with only those fields that are known. */
export function locked(
  name: string,
  version: string,
  licence: string,
  from: LockedPackage['from'],
): LockedPackage {
  return { name, version, ...(licence === '' ? {} : { licence }), ...(from === undefined ? {} : { from }) };
}
