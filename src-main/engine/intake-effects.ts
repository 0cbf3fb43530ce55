import type { Command } from '#shared/commands.ts';
import type { Result } from '#shared/faults.ts';
import { ok } from '#shared/faults.ts';
import type { Project } from '#shared/model/project.ts';
import { type CompareInput, compareVersions, pathsToLookAt, type Version } from '../slices/intake/compare.ts';
import { type IntakeTools, type ReadInput, readDocument } from '../slices/intake/run.ts';
import { sha256 } from '../workspace/files.ts';
import { readTip } from '../workspace/tip-files.ts';
import { earlierRun } from './coverage-of-run.ts';
import type { Effect } from './effect.ts';
import type { Read } from './read.ts';
import { START_TO_CLOSE_MS } from './timeouts.ts';

export function readEffect(tools: IntakeTools): Effect<ReadInput> {
  return {
    load(documentId, read) {
      const document = read.intake.document(documentId);
      if (document?.state !== 'added') return undefined;
      const earlier = document.rest === undefined ? read.intake.versionBefore(document) : undefined;
      if (!earlier) return document;
      const requirements = read.intake.requirementsIn(earlier.id);
      return { ...document, before: { documentId: earlier.id, requirements } };
    },
    run: (document, { signal }) => readDocument(document, tools, signal),
    failed: (documentId, fault) => [{ type: 'intake.fail', documentId, fault }],
    retries: 1,
    timeoutMs: () => START_TO_CLOSE_MS,
  };
}

export type CompareEffectInput = CompareInput & { project: Project };

/** Compares the documents of a run with their earlier versions, and looks whether what was made for them still stands. */
export function compareEffect(): Effect<CompareEffectInput> {
  return {
    load(runId, read) {
      const run = read.runs.get(runId);
      const project = run && read.projects.get(run.projectId);
      if (!run || !project) return undefined;
      const requirements = read.intake.requirementsOf(runId);
      return { project, runId, afresh: run.afresh === true, requirements, versions: versionsOf(runId, read) };
    },
    run: (input) => compareWithTip(input.project.root, input),
    failed: (runId, fault) => [{ type: 'runs.end', runId, state: 'failed', fault }],
    retries: 2,
    timeoutMs: () => START_TO_CLOSE_MS,
  };
}

function versionsOf(runId: string, read: Read): Version[] {
  return read.intake.documentsOf(runId).flatMap((document): Version[] => {
    const earlier = document.replaces === undefined ? undefined : read.intake.document(document.replaces);
    const run = earlier && read.runs.get(earlier.runId);
    if (document.state !== 'read' || !earlier || !run) return [];
    return [
      { document, earlier, requirements: read.intake.requirementsIn(earlier.id), of: earlierRun(read, run) },
    ];
  });
}

async function compareWithTip(root: string, input: CompareInput): Promise<Result<Command[]>> {
  const wanted = pathsToLookAt(input);
  const files = await readTip(root, (path) => wanted.has(path));
  if (!files.ok) return files;
  const hashes = new Map<string, string>();
  for (const [path, content] of files.value) {
    hashes.set(path, sha256(content));
    // A turn between files, so that nobody waits for all of them.
    await new Promise<void>((resolve) => void setImmediate(resolve));
  }
  const hashOf = (path: string) => hashes.get(path);
  return ok([{ type: 'intake.note_difference', ...compareVersions(input, hashOf) }]);
}
