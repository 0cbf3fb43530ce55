import { z } from 'zod';
import { Usage } from './attempt.ts';
import { CapsuleFile, CapsuleManifest } from './capsule.ts';
import { Verdict } from './check.ts';

const OfRequirement = CapsuleManifest.shape.requirements.element.pick({
  key: true,
  text: true,
  level: true,
  coverage: true,
});
const OfTask = CapsuleManifest.shape.plan.shape.tasks.element.pick({ key: true, title: true, state: true });

const changedBy = <T extends z.ZodType>(shape: T) => z.object({ before: shape, after: shape });
const differences = <T extends z.ZodType>(shape: T) =>
  z.object({ added: z.array(shape), removed: z.array(shape), changed: z.array(changedBy(shape)) });

const Side = z.object({ id: z.string(), name: z.string(), version: z.string(), complete: z.boolean() });

/** What distinguishes one capsule from another, from the older to the newer. What is the same in both is left out. */
export const CapsuleComparison = z.object({
  before: Side,
  after: Side,
  /** By key. */
  requirements: differences(OfRequirement),
  /** By path. */
  files: differences(CapsuleFile),
  /** By key; titles and states. */
  tasks: differences(OfTask),
  /** Checks by task and kind, with their verdicts; undefined where one side has none. */
  checks: z.array(
    z.object({
      task: z.string(),
      kind: z.string(),
      before: Verdict.optional(),
      after: Verdict.optional(),
    }),
  ),
  /** Answers by the title of their question. */
  decisions: z.array(
    z.object({ title: z.string(), before: z.string().optional(), after: z.string().optional() }),
  ),
  cost: changedBy(Usage),
  /** Whether neither files nor requirements, tasks, checks or decisions differ. */
  same: z.boolean(),
});
export type CapsuleComparison = z.infer<typeof CapsuleComparison>;

export type Differences<T> = { added: T[]; removed: T[]; changed: { before: T; after: T }[] };
