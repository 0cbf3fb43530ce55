import { z } from 'zod';
import { Decision } from '../model/decision.ts';
import { Conflict, FileChoice, MOST_FILES } from '../model/resolution.ts';
import { Signal } from '../model/signal.ts';
import { call } from './errors.ts';

export const decisions = {
  list: call
    .route({ method: 'GET', path: '/decisions' })
    .input(z.object({ runId: z.string().optional(), open: z.stringbool().or(z.boolean()).optional() }))
    .output(z.array(Decision)),
  answer: call
    .route({ method: 'POST', path: '/decisions' })
    .input(z.object({ decisionId: z.string(), optionId: z.string(), note: z.string().max(4000).optional() }))
    .output(Decision),
  /** The three versions of every file that a merge conflict is about, as things stand now. */
  conflict: call
    .route({ method: 'GET', path: '/decisions/{decisionId}/conflict' })
    .input(z.object({ decisionId: z.string() }))
    .output(Conflict),
  /** Settles a merge conflict file by file; every file of the conflict must be named. What comes out is checked again. */
  resolve: call
    .route({ method: 'POST', path: '/decisions/{decisionId}/resolution' })
    .input(
      z.object({
        decisionId: z.string(),
        files: z.array(FileChoice).max(MOST_FILES),
        note: z.string().max(4000).optional(),
      }),
    )
    .output(Decision),
};

export const signals = {
  list: call
    .route({ method: 'GET', path: '/signals' })
    .input(
      z.object({
        runId: z.string().optional(),
        limit: z.coerce.number().int().min(1).max(1000).default(200),
      }),
    )
    .output(z.array(Signal)),
};
