import { z } from 'zod';
import { Policy, Project, ProjectSettings } from '../model/project.ts';
import { RepositoryProfile } from '../model/repository.ts';
import { Run } from '../model/run.ts';
import { WorktreeEntry } from '../model/worktree.ts';
import { TransformStep } from '../repository/transform.ts';
import { call } from './errors.ts';

export const projects = {
  list: call.route({ method: 'GET', path: '/projects' }).output(z.array(Project)),
  create: call
    .route({ method: 'POST', path: '/projects' })
    .input(
      z.object({
        /** Absolute folder for the workspace; made when missing. */
        root: z.string().min(1),
        /** Shown name; the folder's name when left out. */
        name: z.string().min(1).max(120).optional(),
        policy: Policy.default('supervised'),
        /** What is left out is as it was found in the folder. */
        settings: ProjectSettings.partial().optional(),
      }),
    )
    .output(Project),
  inspect: call
    .route({ method: 'POST', path: '/projects/inspect', summary: 'Look at a folder before it is a project' })
    .input(z.object({ root: z.string().min(1) }))
    .output(RepositoryProfile),
  profile: call
    .route({ method: 'GET', path: '/projects/{projectId}/profile' })
    .input(z.object({ projectId: z.string() }))
    .output(RepositoryProfile),
  transform: call
    .route({
      method: 'POST',
      path: '/projects/{projectId}/transform',
      summary: 'Start a run that adds what the repository lacks',
    })
    .input(
      z.object({
        projectId: z.string(),
        add: z.array(TransformStep).min(1).max(20),
        policy: Policy.optional(),
      }),
    )
    .output(Run),
  move: call
    .route({ method: 'POST', path: '/projects/{projectId}/move', summary: 'Say where the workspace is now' })
    .input(
      z.object({
        projectId: z.string(),
        /** Absolute folder of the same repository. */
        root: z.string().min(1),
      }),
    )
    .output(Project),
  configure: call
    .route({ method: 'PATCH', path: '/projects/{projectId}/settings' })
    .input(
      z.object({
        projectId: z.string(),
        /** What is left out stays as it is. */
        settings: ProjectSettings.partial(),
      }),
    )
    .output(Project),
  /** The worktrees of attempts that lie in the data folder, oldest first. Their sizes are measured when this is asked. */
  worktrees: call
    .route({ method: 'GET', path: '/projects/{projectId}/worktrees' })
    .input(z.object({ projectId: z.string() }))
    .output(z.array(WorktreeEntry)),
  /** Removes the worktree of an attempt that is not at work. What is not merged stays in a snapshot. */
  sweepWorktree: call
    .route({ method: 'POST', path: '/projects/{projectId}/worktrees/{attemptId}/sweep' })
    .input(z.object({ projectId: z.string(), attemptId: z.string() }))
    .output(z.object({ removed: z.boolean() })),
};
