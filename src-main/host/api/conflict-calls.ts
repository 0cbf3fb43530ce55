import type { z } from 'zod';
import { fail, ok, type Result } from '#shared/faults.ts';
import type { Attempt } from '#shared/model/attempt.ts';
import type { Conflict, FileChoice, SettledFile } from '#shared/model/resolution.ts';
import { readForm } from '../../workspace/encoding.ts';
import { readConflict, settledBytes } from '../../workspace/read-conflict.ts';
import type { HostParts } from '../parts.ts';

/** What the decision about a merge conflict is about, read anew from git. */
export async function conflictOf(parts: HostParts, decisionId: string): Promise<Result<Conflict>> {
  const about = attemptBehind(parts, decisionId);
  if (!about.ok) return about;
  const { attempt, theirs, root } = about.value;
  const sides = await readConflict(root, theirs);
  if (!sides.ok) return sides;
  return ok({ decisionId, taskId: attempt.taskId, attemptId: attempt.id, ...sides.value });
}

type Behind = { attempt: Attempt; theirs: string; root: string };

function attemptBehind({ read }: HostParts, decisionId: string): Result<Behind> {
  const decision = read.decisions.decision(decisionId);
  if (!decision) return fail('not_found', `There is no decision ${decisionId}.`);
  if (decision.kind !== 'merge_conflict' || decision.taskId === undefined) {
    return fail('invalid_input', `"${decision.title}" is not about a merge conflict.`, {
      hint: 'Nothing was changed. Answer it with one of its options.',
    });
  }
  const held = read.decisions.held(decisionId, 'again').find(({ type }) => type === 'attempts.resolve');
  const attempt = held?.type === 'attempts.resolve' ? read.attempts.attempt(held.attemptId) : undefined;
  const project = read.projects.get(decision.projectId);
  const theirs = attempt?.output?.commit;
  if (!attempt || !project || theirs === undefined)
    return fail('not_found', `The work that "${decision.title}" is about is not known.`);
  return ok({ attempt, theirs, root: project.root });
}

/** The text of a file that a person made to settle a conflict, whatever its charset; undefined where it is none. */
export function textOfFile(bytes: Uint8Array): string | undefined {
  return readForm(bytes)?.text;
}

/**
 * What is said about every file of the conflict, and about no other; content goes among the blobs, in the charset and with
 * the line ends that the file has on our side.
 */
export async function settleFiles(
  parts: HostParts,
  decisionId: string,
  choices: readonly z.output<typeof FileChoice>[],
): Promise<Result<SettledFile[]>> {
  const about = attemptBehind(parts, decisionId);
  if (!about.ok) return about;
  const conflict = await conflictOf(parts, decisionId);
  if (!conflict.ok) return conflict;
  const wrong = findWrong(conflict.value, choices);
  if (wrong) return fail('invalid_input', wrong, { hint: 'Nothing was changed.' });
  const given = choices.flatMap((choice) =>
    'content' in choice ? [[choice.path, choice.content] as const] : [],
  );
  const stored = await settledBytes(about.value.root, conflict.value, new Map(given));
  if (!stored.ok) return stored;
  const settled: SettledFile[] = [];
  for (const choice of choices) {
    if ('take' in choice) {
      settled.push(choice);
      continue;
    }
    const bytes = stored.value.get(choice.path) ?? Buffer.from(choice.content, 'utf8');
    const kept = await parts.blobs.put(bytes);
    if (!kept.ok) return kept;
    settled.push({ path: choice.path, sha256: kept.value, bytes: bytes.length });
  }
  return ok(settled);
}

function findWrong({ files, more }: Conflict, choices: readonly { path: string }[]): string | undefined {
  if (more > 0) return `The conflict has ${files.length + more} files, too many to settle one by one.`;
  const open = new Set(files.map(({ path }) => path));
  const named = new Set<string>();
  for (const { path } of choices) {
    if (named.has(path)) return `${path} is named twice.`;
    if (!open.has(path)) return `${path} is not in conflict.`;
    named.add(path);
  }
  const left = [...open].filter((path) => !named.has(path));
  return left.length > 0 ? `Nothing is said about ${left.slice(0, 10).join(', ')}.` : undefined;
}
