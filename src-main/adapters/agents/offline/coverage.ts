import type { Gap } from '#shared/model/attempt.ts';
import type { Requirement } from '#shared/model/requirement.ts';
import type { Task } from '#shared/model/task.ts';
import type { Model } from './model.ts';
import { topicOf } from './reading/beyond.ts';
import { safeKey, type WrittenFile } from './writing/code.ts';

const LONGEST_QUOTE = 160;

/** Why a requirement is a gap before anything is written; undefined when the rules understood all of it. */
export function gapReason(model: Model, requirement: Requirement): string | undefined {
  const outcome = model.outcomes.get(requirement.key);
  if (!outcome) return 'This requirement is not part of the run.';
  if (outcome.beyond.length === 0) return undefined;
  const quoted = outcome.beyond.map((text) => `"${shortened(text)}"`).join(', ');
  const topic = topicOf(`${outcome.beyond.join(' ')} ${requirement.text}`);
  if (outcome.places.length > 0)
    return `Built in part. Not built: ${quoted}.${topic.isOther ? '' : ` ${topic.reason}`}`;
  return `${topic.reason} Not built: ${quoted}.`;
}

function shortened(text: string): string {
  const plain = text.replace(/\s+/g, ' ').trim();
  return plain.length <= LONGEST_QUOTE ? plain : `${plain.slice(0, LONGEST_QUOTE)}…`;
}

/** What a task's files prove, and what they leave open. Together they are exactly the task's requirements. */
export type Coverage = { covers: string[]; gaps: Gap[] };

/**
 * A requirement is covered when the rules understood all of it and a file that this task writes shows it: a test that
 * names it, or the document that it asks for. Everything else is a gap, with its reason.
 */
export function coverageOf(
  model: Model,
  task: Task,
  requirements: readonly Requirement[],
  files: readonly WrittenFile[],
  documented: readonly string[] = [],
): Coverage {
  const shown = new Set([...documented.map(safeKey), ...files.filter(isTest).flatMap(namedKeys)]);
  const covers: string[] = [];
  const gaps: Gap[] = [];
  for (const key of new Set(task.requirementKeys)) {
    const requirement = requirements.find((each) => each.key === key);
    const reason = requirement ? gapReason(model, requirement) : 'This requirement is not part of the run.';
    if (reason !== undefined) gaps.push({ requirementKey: key, reason });
    else if (shown.has(safeKey(key))) covers.push(key);
    else
      gaps.push({
        requirementKey: key,
        reason: 'The rules read it, but no test or document of this task shows it.',
      });
  }
  return { covers, gaps };
}

function isTest(file: WrittenFile): boolean {
  return file.path.endsWith('.test.ts');
}

/** Keys before the colon of a test's name. */
function namedKeys(file: WrittenFile): string[] {
  return [...file.content.matchAll(/^test\('([\w., -]+?): /gm)].flatMap((match) =>
    (match[1] ?? '').split(', '),
  );
}
