import { first } from './0001-first.ts';
import { projectSettings } from './0002-project-settings.ts';
import { handovers } from './0003-handovers.ts';
import type { Migration } from './migration.ts';

/** Every migration, oldest first; `id` is the place in this list, from 1. Released ones never change. */
export const MIGRATIONS: readonly Migration[] = [first, projectSettings, handovers];
