import { createHash } from 'node:crypto';
import { fail, ok } from '#shared/faults.ts';
import type { Finding } from '#shared/model/check.ts';
import { counted } from '#shared/words.ts';
import type { ChangedFile, CheckContext, CheckRun, FileReport } from './check-context.ts';
import { FILE_VERSIONS, type FileKind } from './file-kinds.ts';

/** What each check calls its looking, what it found, and what it says where there was nothing for it. */
const WORDS: Readonly<Record<FileKind, { done: string; bad: string; nothing: string }>> = {
  syntax: { done: 'parsed', bad: 'broken', nothing: 'No file of a kind that can be parsed here' },
  placeholders: { done: 'searched for unfinished work', bad: 'with some', nothing: 'No file was changed' },
  honesty: {
    done: 'of tests read',
    bad: 'with a test that proves nothing',
    nothing: 'No file of tests was changed',
  },
  secrets: { done: 'searched for secrets', bad: 'with some', nothing: 'No file was changed' },
  size: { done: 'measured', bad: 'far too large', nothing: 'No code was changed' },
};

type Looked = FileReport & { at: number | undefined };

/** A check that goes through the changed files one by one. A file that was looked at before is not looked at again. */
export function checkFiles(kind: FileKind): CheckRun {
  return async (context, changed) => {
    const reports: Looked[] = [];
    const fresh: { key: string; body: string }[] = [];
    const look = async (file: ChangedFile): Promise<Looked> => {
      const key = keyOf(kind, file, context);
      const known = context.cache?.get(key);
      if (known) return { ...(JSON.parse(known.body) as FileReport), at: known.at };
      const report = await context.examine({ kind, file, sizes: context.settings.sizes }, context.signal);
      // What brought the examiner down may have been the machine, or the end of the work; it is tried again.
      const isSure = !report.findings.some((finding) => finding.rule.endsWith('/unreadable'));
      if (isSure && !context.signal.aborted) fresh.push({ key, body: JSON.stringify(report) });
      return { ...report, at: undefined };
    };
    for (const file of changed) {
      const report = await look(file);
      const isOld = file.change === 'modified' && report.findings.some(({ severity }) => severity !== 'info');
      const base = isOld ? await context.readBase(file.path) : undefined;
      if (base === undefined) reports.push(report);
      else {
        const before = await look({ ...file, text: base });
        reports.push({ ...report, findings: againstBase(file, report.findings, base, before.findings) });
      }
      if (context.signal.aborted) return fail('cancelled', 'The checks were cancelled', { retryable: false });
    }
    context.cache?.put(fresh);
    return ok({ ...summed(kind, reports), findings: reports.flatMap((report) => report.findings) });
  };
}

/** What a file had already before the attempt is told, and not counted against it. */
function againstBase(
  { text }: ChangedFile,
  findings: readonly Finding[],
  base: string,
  before: readonly Finding[],
): Finding[] {
  const lines = text.split('\n');
  const baseLines = base.split('\n');
  const identity = ({ rule, line }: Finding, all: readonly string[]) =>
    `${rule} ${line === undefined ? '' : (all[line - 1]?.trim() ?? '')}`;
  const left = before.map((finding) => identity(finding, baseLines));
  return findings.map((finding) => {
    const at = left.indexOf(identity(finding, lines));
    if (at === -1) return finding;
    left.splice(at, 1);
    return { ...finding, severity: 'info', message: `${finding.message} (was so before)` };
  });
}

function keyOf(kind: FileKind, { path, change, text }: ChangedFile, { settings }: CheckContext): string {
  const parts = [kind, FILE_VERSIONS[kind], path, change, kind === 'size' ? settings.sizes : null, text];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function summed(kind: FileKind, reports: readonly Looked[]): { summary: string; skipped: boolean } {
  const { done, bad, nothing } = WORDS[kind];
  const looked = reports.filter((report) => report.looked);
  if (looked.length === 0) return { summary: nothing, skipped: true };
  const broken = looked.filter((report) => report.findings.some(({ severity }) => severity === 'error'));
  const parts = [`${counted(looked.length, 'file')} ${done}, ${broken.length} ${bad}`];
  if (kind === 'syntax' && looked.length < reports.length)
    parts.push(`${reports.length - looked.length} of a kind without a parser here`);
  const times = looked.flatMap((report) => report.at ?? []);
  if (times.length > 0) {
    parts.push(`${times.length} unchanged since ${isoTime(Math.max(...times))}`);
  }
  return { summary: parts.join(', '), skipped: false };
}

/** To the second, in UTC. */
export function isoTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
