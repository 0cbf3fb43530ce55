import { lstat, readlink } from 'node:fs/promises';
import type { SandboxRequest } from '../../ports/sandbox.ts';
import type { Command } from './enclosure.ts';
import { type Exposure, exposures } from './exposure.ts';

/** Where programs of the system lie. */
const SYSTEM_FOLDERS = ['/usr', '/nix/store', '/gnu/store'];
/** On most systems links into /usr; a link is made anew, a folder is shown. */
const MERGED_FOLDERS = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];
/** Loader, names, time and certificates; the rest of /etc is nobody's business. */
const SYSTEM_FILES = [
  '/etc/alternatives',
  '/etc/group',
  '/etc/hosts',
  '/etc/ld.so.cache',
  '/etc/ld.so.conf',
  '/etc/ld.so.conf.d',
  '/etc/localtime',
  '/etc/nsswitch.conf',
  '/etc/passwd',
  '/etc/pki/tls/certs',
  '/etc/ssl/certs',
  '/etc/ssl/openssl.cnf',
];

/** Besides those, what finds names on the network. */
const NETWORK_FILES = ['/etc/resolv.conf', '/etc/gai.conf', '/etc/services'];

const PRIVATE_TMP_BYTES = 256 << 20;
const SHARED_MEMORY_BYTES = 64 << 20;

/** bubblewrap's own options, checked against its manual page of version 0.8; `version` is 8 for 0.8, 100 for 1.0. */
export async function bubblewrapArguments(
  request: SandboxRequest,
  inner: Command,
  hide: readonly string[],
  version: number,
): Promise<string[]> {
  const merged = await Promise.all(MERGED_FOLDERS.map(mergedFolder));
  const folders = merged.flatMap((entry) => (entry?.kind === 'folder' ? [entry.path] : []));
  const links = merged.flatMap((entry) =>
    entry?.kind === 'link' ? ['--symlink', entry.target, entry.path] : [],
  );
  const files = [...SYSTEM_FILES, ...(request.network ? NETWORK_FILES : [])];
  const shown = await exposures(request, hide, [...SYSTEM_FOLDERS, ...folders, ...files]);
  return [
    ...namespaces(version, request.network === true),
    ...environment(request),
    ...links,
    ...['--size', String(PRIVATE_TMP_BYTES), '--perms', '1777', '--tmpfs', '/tmp'],
    ...['--dev', '/dev', '--size', String(SHARED_MEMORY_BYTES), '--perms', '1777', '--tmpfs', '/dev/shm'],
    ...['--remount-ro', '/dev'],
    ...['--proc', '/proc'],
    ...PROC_WRITABLE_BY_ROOT.flatMap((path) => ['--ro-bind-try', path, path]),
    ...shown.filter((entry) => !isBelowLink(entry, links)).flatMap(mount),
    ...['--remount-ro', '/', '--chdir', request.cwd, '--', ...inner],
  ];
}

/** Root of a namespace is still root to these files, even without a capability. */
const PROC_WRITABLE_BY_ROOT = ['/proc/sys', '/proc/sysrq-trigger', '/proc/irq', '/proc/bus', '/proc/mtrr'];

function namespaces(version: number, network: boolean): string[] {
  return [
    ...['--die-with-parent', '--new-session', '--cap-drop', 'ALL'],
    // The command's shell is process 1 of its namespace: bwrap outlives it, and the kernel ends all the others with it.
    ...['--unshare-pid', '--as-pid-1'],
    ...['--unshare-user', ...(version >= 8 ? ['--disable-userns'] : [])],
    ...(network ? [] : ['--unshare-net']),
    ...['--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try', '--hostname', 'sandbox'],
  ];
}

function environment(request: SandboxRequest): string[] {
  const env = { ...request.env, TMPDIR: '/tmp' };
  return ['--clearenv', ...Object.entries(env).flatMap(([name, value]) => ['--setenv', name, value])];
}

function mount(entry: Exposure): string[] {
  if (entry.mode === 'write') return ['--bind', entry.source, entry.path];
  if (entry.mode === 'read') return ['--ro-bind', entry.source, entry.path];
  if (!entry.folder) return ['--ro-bind', '/dev/null', entry.path];
  return ['--size', '4096', '--tmpfs', entry.path, '--remount-ro', entry.path];
}

type MergedFolder = { kind: 'link'; path: string; target: string } | { kind: 'folder'; path: string };

async function mergedFolder(path: string): Promise<MergedFolder | undefined> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isSymbolicLink()) return { kind: 'link', path, target: await readlink(path) };
  return found?.isDirectory() ? { kind: 'folder', path } : undefined;
}

function isBelowLink(entry: Exposure, links: readonly string[]): boolean {
  return links.some((link) => link.startsWith('/') && `${entry.path}/`.startsWith(`${link}/`));
}
