import { z } from 'zod';
import { fail, ok, type Result } from '#shared/faults.ts';
import { Gap, Usage } from '#shared/model/attempt.ts';
import { type Task, TaskDraft } from '#shared/model/task.ts';
import { foldPath } from '../../guard/jail.ts';
import type { AgentReply, PlanReply, WorkReply } from '../../ports/agent.ts';

const LONGEST_FILE = 2_000_000;
const MOST_FILES = 500;

const PlanShape = z.object({
  kind: z.literal('plan'),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  summary: z.string().min(1).max(20_000),
  tasks: z.array(TaskDraft).min(1),
  usage: Usage,
});

const WorkShape = z.object({
  kind: z.literal('work'),
  files: z
    .array(z.object({ path: z.string().min(1).max(1_000), content: z.string().max(LONGEST_FILE) }))
    .max(MOST_FILES),
  removes: z.array(z.string().min(1).max(1_000)).max(MOST_FILES).optional(),
  covers: z.array(z.string()),
  gaps: z.array(Gap),
  summary: z.string().max(20_000),
  usage: Usage,
});

export function checkPlanReply(reply: AgentReply): Result<PlanReply> {
  const parsed = PlanShape.safeParse(reply);
  return parsed.success ? ok(parsed.data) : malformed('plan', parsed.error);
}

/**
 * Besides its shape: a file is written once, only requirements of the task are spoken of, a gap outweighs a claim, and a
 * requirement the agent said nothing about is a gap.
 */
export function checkWorkReply(reply: AgentReply, task: Pick<Task, 'requirementKeys'>): Result<WorkReply> {
  const parsed = WorkShape.safeParse(reply);
  if (!parsed.success) return malformed('work', parsed.error);
  const work = parsed.data;
  const paths = new Set<string>();
  for (const { path } of work.files) {
    const folded = foldPath(path);
    if (paths.has(folded)) return fail('malformed_output', `The reply writes ${path} twice.`);
    paths.add(folded);
  }
  const both = work.removes?.find((path) => work.files.some((file) => file.path === path));
  if (both !== undefined) return fail('malformed_output', `The reply writes and removes ${both}.`);
  const own = new Set(task.requirementKeys);
  const gaps = work.gaps.filter((gap) => own.has(gap.requirementKey));
  const admitted = new Set(gaps.map((gap) => gap.requirementKey));
  const covers = [...new Set(work.covers)].filter((key) => own.has(key) && !admitted.has(key));
  const spokenOf = new Set([...covers, ...admitted]);
  const silent = [...own].filter((key) => !spokenOf.has(key));
  const { removes, ...rest } = work;
  return ok({
    ...rest,
    ...(removes === undefined ? {} : { removes }),
    covers,
    gaps: [
      ...gaps,
      ...silent.map((key) => ({
        requirementKey: key,
        reason: 'The agent did not say what it did for this.',
      })),
    ],
  });
}

function malformed(what: string, error: z.ZodError): Result<never> {
  const issue = error.issues[0];
  const place = issue?.path.join('.') || 'the reply';
  return fail(
    'malformed_output',
    `The ${what} reply is not well formed: ${place}: ${issue?.message ?? 'unknown'}.`,
  );
}
