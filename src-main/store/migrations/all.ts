import { first } from './0001-first.ts';
import { projectSettings } from './0002-project-settings.ts';
import { journalEntries } from './0003-journal-entries.ts';
import { runBegun } from './0004-run-begun.ts';
import { deliveries } from './0005-deliveries.ts';
import { documentVersions } from './0006-document-versions.ts';
import { planVersions } from './0007-plan-versions.ts';
import { judgements } from './0008-judgements.ts';
import { provenMerges } from './0009-proven-merges.ts';
import { handovers } from './0010-handovers.ts';
import { documentReading } from './0011-document-reading.ts';
import { keptWork } from './0012-kept-work.ts';
import type { Migration } from './migration.ts';

/** Every migration, oldest first; `id` is the place in this list, from 1. Released ones never change. */
export const MIGRATIONS: readonly Migration[] = [
  first,
  projectSettings,
  journalEntries,
  runBegun,
  deliveries,
  documentVersions,
  planVersions,
  judgements,
  provenMerges,
  handovers,
  documentReading,
  keptWork,
];
