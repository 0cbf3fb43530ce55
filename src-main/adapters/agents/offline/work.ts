import { ok, type Result } from '#shared/faults.ts';
import { type Gap, NO_USAGE } from '#shared/model/attempt.ts';
import type { Requirement } from '#shared/model/requirement.ts';
import type { AgentReply, AgentTools, WorkReply, WorkRequest } from '../../../ports/agent.ts';
import { coverageOf } from './coverage.ts';
import type { Model } from './model.ts';
import { inPlace, outOfPlace, placeOf } from './place.ts';
import { packageName } from './reading/name.ts';
import { readModel } from './reading/read.ts';
import type { WrittenFile } from './writing/code.ts';
import { gapsFile } from './writing/gaps-file.ts';
import { gapsPath } from './writing/paths.ts';

/** What a writer needs to know of its task. */
export type Job = {
  request: WorkRequest;
  model: Model;
  /** The task's own requirements. */
  own: readonly Requirement[];
  tools: AgentTools;
};

/** A piece of finished work: the files, and the requirements that a document among them answers. */
export type Work = { files: WrittenFile[]; documented?: readonly string[]; gaps?: readonly Gap[] };

export const CANCELLED = 'The work was cancelled. Nothing was written.';

/** Carries out one task with rules. `write` answers undefined when the task is none that the rules know. */
export async function carryOut(
  asked: WorkRequest,
  tools: AgentTools,
  write: (job: Job) => Promise<Work | undefined> | Work | undefined,
): Promise<Result<AgentReply>> {
  const place = placeOf(asked.folder ?? '', asked.name);
  const request = inPlace(asked, place);
  if (request.feedback !== undefined) {
    tools.log(
      'The attempt before was sent back. Rules give the same result for the same requirements; this one is no different.',
    );
  }
  const model = readModel(request.requirements, titleFor(request.name));
  model.name = packageName(request.name);
  model.folder = place.folder;
  const own = request.requirements.filter((each) => request.task.requirementKeys.includes(each.key));
  const job: Job = { request, model, own, tools };
  const work = (await write(job)) ?? unknownWork(job);
  report(work.files, tools);
  const { covers, gaps } = coverageOf(model, request.task, request.requirements, work.files, work.documented);
  const all = [...gaps.map((gap) => withFeedback(gap, request)), ...(work.gaps ?? [])];
  const open = new Set(all.map((gap) => gap.requirementKey));
  const kept = covers.filter((key) => !open.has(key));
  const merged = [...new Map(all.map((gap) => [gap.requirementKey, gap])).values()];
  tools.log(`${kept.length} requirements shown, ${merged.length} left open.`);
  const reply: WorkReply = {
    kind: 'work',
    files: work.files,
    covers: kept,
    gaps: merged,
    summary: summaryOf(work.files, kept.length, merged.length),
    usage: NO_USAGE,
  };
  return ok(outOfPlace(reply, place));
}

/** `meeting-rooms` as a title. Writers show it; the package keeps the name as it is. */
function titleFor(name: string): string {
  return name
    .split(/[-_\s]+/)
    .filter((word) => word !== '')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

function report(files: readonly WrittenFile[], tools: AgentTools): void {
  for (const [at, file] of files.entries()) {
    tools.log(`${file.path}: ${file.content.split('\n').length - 1} lines`);
    tools.progress(at + 1, files.length, file.path);
  }
}

/** A task that a different planner made: the rules say so in a document instead of guessing. */
function unknownWork({ request, model, own }: Job): Work {
  const slug = packageName(`${request.task.key} ${request.task.title}`);
  const title = `Not done by rules: ${request.task.title}`;
  const gaps = request.task.requirementKeys.map((requirementKey) => ({
    requirementKey,
    reason: 'The built-in rules know no way to do this task; it needs a person or a model.',
  }));
  return { files: [gapsFile(gapsPath(slug), title, model, own)], gaps };
}

function withFeedback(gap: Gap, request: WorkRequest): Gap {
  if (request.feedback === undefined) return gap;
  return { ...gap, reason: `${gap.reason} The feedback to the attempt before changes nothing for rules.` };
}

function summaryOf(files: readonly WrittenFile[], covered: number, open: number): string {
  const wrote = files.length === 1 ? `Wrote ${files[0]?.path}` : `Wrote ${files.length} files`;
  return `${wrote}; ${covered} requirements are shown by tests or documents, ${open} are left open.`;
}
