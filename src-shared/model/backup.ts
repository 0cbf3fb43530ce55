import { z } from 'zod';

const Hash = z.string().regex(/^[0-9a-f]{64}$/);

export const BackupFile = z.object({
  /** Relative to the backup, with forward slashes. */
  path: z.string().min(1).max(4_000),
  sha256: Hash,
  bytes: z.number().int().nonnegative(),
});
export type BackupFile = z.infer<typeof BackupFile>;

export const BackupProject = z.object({
  id: z.string(),
  name: z.string(),
  /** Where its workspace was. */
  root: z.string(),
  /** Path of its repository within the backup; left out where it could not be read, for `reason`. */
  bundle: z.string().optional(),
  reason: z.string().optional(),
  head: z.string().optional(),
  integration: z.string().optional(),
  unsaved: z.string().optional(),
});
export type BackupProject = z.infer<typeof BackupProject>;

/** What a backup says of itself: `backup.json`, confirmed by `backup.sha256`. */
export const BackupManifest = z.object({
  format: z.literal('orchestrator-backup/1'),
  /** Name and version of the program that wrote it. */
  generator: z.string(),
  createdAt: z.string(),
  /** Last position of the journal. */
  seq: z.number().int().nonnegative(),
  /** Rows by table. */
  rows: z.record(z.string(), z.number().int().nonnegative()),
  projects: z.array(BackupProject),
  files: z.array(BackupFile),
});
export type BackupManifest = z.infer<typeof BackupManifest>;

/** A backup that was written, as its caller hears of it. */
export const BackupReport = z.object({
  /** Absolute path. */
  path: z.string(),
  bytes: z.number().int().nonnegative(),
  files: z.number().int().nonnegative(),
  seq: z.number().int().nonnegative(),
  /** Projects whose repository is not in it, and why. */
  without: z.array(z.object({ name: z.string(), reason: z.string() })),
});
export type BackupReport = z.infer<typeof BackupReport>;

/** A copy of the database that the host made by itself. */
export const DailyBackup = z.object({
  path: z.string(),
  createdAt: z.string(),
  seq: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
});
export type DailyBackup = z.infer<typeof DailyBackup>;
