import { basename, dirname, join } from 'node:path/posix';
import { ok } from '#shared/faults.ts';
import type { Finding } from '#shared/model/check.ts';
import { counted } from '#shared/words.ts';
import type { CheckContext, CheckRun } from './check-context.ts';
import { type Comparison, LOCKS } from './dependencies/compare.ts';
import { licenceFinding } from './dependencies/licences.ts';
import { licenceText } from './dependencies/npm-locks.ts';
import type { LockedPackage } from './dependencies/package-list.ts';
import { parsed, recordOf } from './reports/test-report.ts';

/** Bytes of a lock file that is read. */
const LONGEST = 8 * 1024 * 1024;
/** New packages that are named one by one. */
const MOST_NAMED = 30;
/** New packages whose licence is looked up in `node_modules`. */
const MOST_LOOKED_UP = 500;

/** What new packages does the attempt bring, where from, under which licences, and does each lock answer its manifest? */
export const checkDependencies: CheckRun = async (context) => {
  const touched = new Set(context.output.files.map((file) => file.path));
  const locks = await locksTouched(context, touched);
  if (locks.length === 0) return ok({ findings: [], summary: 'No lock file is concerned', skipped: true });
  const findings: Finding[] = [];
  const added: LockedPackage[] = [];
  for (const path of locks) {
    const found = await compare(context, path);
    findings.push(...found.findings);
    const known = await withLicences(context, path, found.added);
    added.push(...known);
    for (const one of known) findings.push(...speakOf(one, context, path));
  }
  const names = added.slice(0, MOST_NAMED).map(({ name, version }) => `${name} ${version}`.trim());
  const more = added.length > MOST_NAMED ? ` and ${added.length - MOST_NAMED} more` : '';
  const list = added.length === 0 ? '' : `: ${names.join(', ')}${more}`;
  return ok({ findings, summary: `${counted(added.length, 'new package')}${list}` });
};

/** Lock files that the attempt changed, or whose manifest it changed. */
async function locksTouched(context: CheckContext, touched: ReadonlySet<string>): Promise<string[]> {
  const found = new Set<string>();
  for (const path of touched) {
    const name = basename(path);
    const beside = Object.entries(LOCKS).flatMap(([lock, { manifest }]) => (manifest === name ? [lock] : []));
    const candidates = Object.hasOwn(LOCKS, name) ? [name] : beside;
    for (const candidate of candidates) found.add(join(dirname(path), candidate));
  }
  const present = await Promise.all(
    [...found].map(async (path) => ((await context.readText(path, LONGEST)) === undefined ? [] : [path])),
  );
  return present.flat();
}

async function compare(context: CheckContext, path: string): Promise<Comparison> {
  const lockName = basename(path);
  const manifestName = LOCKS[lockName]?.manifest;
  const manifestPath = manifestName === undefined ? undefined : join(dirname(path), manifestName);
  const manifestText = manifestPath === undefined ? undefined : await context.readText(manifestPath);
  const text = (await context.readText(path, LONGEST)) ?? '';
  return context.compareLock(
    {
      kind: 'dependencies',
      lockName,
      lock: { path, text },
      base: await context.readBase(path),
      manifest:
        manifestPath === undefined || manifestText === undefined
          ? undefined
          : { path: manifestPath, text: manifestText },
    },
    context.signal,
  );
}

/** Asks the installed packages where the lock itself says no licence. */
async function withLicences(
  context: CheckContext,
  lock: string,
  added: readonly LockedPackage[],
): Promise<LockedPackage[]> {
  return Promise.all(
    added.map(async (one, index) => {
      if (one.licence !== undefined || index >= MOST_LOOKED_UP) return one;
      const path = join(dirname(lock), 'node_modules', one.name, 'package.json');
      const text = /^[\w@./-]+$/.test(one.name) ? await context.readText(path) : undefined;
      const manifest = recordOf(parsed(text ?? ''));
      const licence = licenceText(manifest.license ?? manifest.licenses);
      return licence === '' ? one : { ...one, licence };
    }),
  );
}

const ORIGINS = { git: 'a git repository', http: 'an address of its own', file: 'a folder or file' } as const;

function speakOf(one: LockedPackage, { settings }: CheckContext, file: string): Finding[] {
  const findings: Finding[] = [];
  if (one.from !== undefined) {
    findings.push({
      severity: 'warning',
      rule: `dependencies/from-${one.from}`,
      message: `${one.name} comes from ${ORIGINS[one.from]}, not from a registry: what it holds may change or vanish`,
      file,
    });
  }
  const licence = licenceFinding(one, settings.licences.allow, file);
  return licence ? [...findings, licence] : findings;
}
