import { implement } from '@orpc/server';
import { contract } from '#shared/contract/index.ts';
import type { HostParts } from '../parts.ts';
import { backupCalls } from './backup-calls.ts';
import { capsuleCalls } from './capsule-calls.ts';
import { decisionCalls } from './decision-calls.ts';
import { documentCalls } from './document-calls.ts';
import { planCalls } from './plan-calls.ts';
import { projectCalls } from './project-calls.ts';
import { runCalls } from './run-calls.ts';
import { systemCalls } from './system-calls.ts';
import { taskCalls } from './task-calls.ts';
import { templateCalls } from './template-calls.ts';

/** The contract, implemented over one host. */
export function createRouter(parts: HostParts) {
  return implement(contract).router({
    projects: projectCalls(parts),
    runs: runCalls(parts),
    documents: documentCalls(parts),
    plans: planCalls(parts),
    templates: templateCalls(parts),
    tasks: taskCalls(parts),
    ...decisionCalls(parts),
    capsules: capsuleCalls(parts),
    backups: backupCalls(parts),
    ...systemCalls(parts),
  });
}

export type HostRouter = ReturnType<typeof createRouter>;
