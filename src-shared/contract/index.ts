import { backups } from './backups.ts';
import { capsules } from './capsules.ts';
import { decisions, signals } from './decisions.ts';
import { documents } from './documents.ts';
import { plans, templates } from './plans.ts';
import { projects } from './projects.ts';
import { runs } from './runs.ts';
import { changes, system } from './system.ts';
import { tasks } from './tasks.ts';

/** Every call of the product, once. Electron, WebSocket, REST and the command line are ways to reach it. */
export const contract = {
  projects,
  runs,
  documents,
  plans,
  templates,
  tasks,
  decisions,
  signals,
  capsules,
  backups,
  changes,
  system,
};
export type Contract = typeof contract;
