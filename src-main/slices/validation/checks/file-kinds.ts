import { extname } from 'node:path/posix';
import type { CheckKind } from '#shared/model/check.ts';

/** Checks that look at one file at a time and at nothing else. */
export const FILE_KINDS = ['syntax', 'placeholders', 'honesty', 'secrets', 'size'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** Counted up when a check comes to other results for the same file: what is cached under the old number is not asked for. */
export const FILE_VERSIONS: Readonly<Record<FileKind, number>> = {
  syntax: 1,
  placeholders: 2,
  honesty: 1,
  secrets: 1,
  size: 1,
};

export function isFileKind(kind: CheckKind): kind is FileKind {
  return (FILE_KINDS as readonly CheckKind[]).includes(kind);
}

const SCRIPTS = new Set(['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx']);

export function isScript(path: string): boolean {
  return SCRIPTS.has(extname(path));
}
