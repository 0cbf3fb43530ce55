import type { CoverageCell, CoverageMatrix, CoverageRow } from '#shared/model/coverage-matrix.ts';
import type { Carried, Difference, DifferenceItem } from '#shared/model/difference.ts';
import type { Document } from '#shared/model/document.ts';
import type { Requirement, Standing } from '#shared/model/requirement.ts';
import type { Run } from '#shared/model/run.ts';
import { sameWording } from './match/wording.ts';

/** What an earlier run had made of its requirements. */
export type EarlierRun = {
  run: Pick<Run, 'id' | 'title' | 'openedAt'>;
  coverage: CoverageMatrix;
  /** The hash of each path after the last attempt of that run that wrote it. */
  hashes: ReadonlyMap<string, string>;
};

export type Version = {
  document: Document;
  earlier: Document;
  requirements: readonly Requirement[];
  of: EarlierRun;
};

export type CompareInput = {
  runId: string;
  /** Whether work is wanted for everything, so that nothing is taken over. */
  afresh: boolean;
  requirements: readonly Requirement[];
  versions: readonly Version[];
};

/** The hash of a file as it stands in the workspace; undefined where there is none. */
export type HashOf = (path: string) => string | undefined;

const MOST_FILES = 50;

type Before = { requirement: Requirement; row: CoverageRow | undefined; of: EarlierRun };

/** Compares a run's requirements with those of the earlier versions, and says whose earlier outcome still holds. */
export function compareVersions(
  input: CompareInput,
  hashOf: HashOf,
): { difference: Difference; carried: Carried[] } {
  const { runId, afresh, requirements, versions } = input;
  const before = earlierRequirements(versions);
  const items: DifferenceItem[] = [];
  const carried: Carried[] = [];
  const reopened: Difference['reopened'] = [];
  const counts = { unchanged: 0, changed: 0, added: 0, removed: 0 };
  for (const requirement of requirements) {
    const earlier = before.get(requirement.key);
    if (!earlier || !sameWording(earlier.requirement, requirement)) {
      const change = earlier ? 'changed' : 'added';
      counts[change]++;
      items.push(itemOf(change, requirement, earlier));
      continue;
    }
    counts.unchanged++;
    if (afresh) continue;
    const taken = takeOver(requirement, earlier, hashOf);
    if (typeof taken === 'string') reopened.push({ key: requirement.key, reason: taken });
    else carried.push(taken);
  }
  const present = new Set(requirements.map(({ key }) => key));
  for (const [key, earlier] of before) {
    if (present.has(key)) continue;
    counts.removed++;
    items.push(itemOf('removed', earlier.requirement, earlier));
  }
  const keyOf = new Map(requirements.map(({ id, key }) => [id, key]));
  const standing = carried.flatMap(({ requirementId }) => keyOf.get(requirementId) ?? []);
  const documents = versions.map(versionOf);
  return {
    difference: { runId, since: newest(versions), documents, ...counts, items, standing, reopened },
    carried,
  };
}

/** The paths whose hashes decide what still holds. */
export function pathsToLookAt({ versions }: CompareInput): Set<string> {
  const cells = versions.flatMap(({ of }) => of.coverage.rows.flatMap(({ tasks }) => tasks));
  return new Set(cells.flatMap(({ files }) => files.map(({ path }) => path)));
}

function earlierRequirements(versions: readonly Version[]): Map<string, Before> {
  const before = new Map<string, Before>();
  const rowsOf = new Map<string, Map<string, CoverageRow>>();
  for (const { requirements, of } of versions) {
    const rows = rowsOf.get(of.run.id) ?? new Map(of.coverage.rows.map((row) => [row.key, row]));
    rowsOf.set(of.run.id, rows);
    for (const requirement of requirements) {
      before.set(requirement.key, { requirement, row: rows.get(requirement.key), of });
    }
  }
  return before;
}

function itemOf(
  change: DifferenceItem['change'],
  requirement: Requirement,
  earlier: Before | undefined,
): DifferenceItem {
  const { key, documentId, level, text, source } = requirement;
  const cells = earlier?.row?.tasks ?? [];
  const tasks = cells.map((cell) => ({
    runId: cell.earlierRunId ?? earlier?.of.run.id ?? '',
    taskId: cell.taskId,
    key: cell.key,
    title: cell.title,
  }));
  const files = [...new Set(cells.flatMap((cell) => cell.files.map(({ path }) => path)))].sort();
  return {
    ...{ key, change, documentId, level, text, line: source.line, tasks, files: files.slice(0, MOST_FILES) },
    ...(change === 'changed' && earlier ? { before: earlier.requirement.text } : {}),
  };
}

/** The earlier outcome, or why it does not hold any more. */
function takeOver(requirement: Requirement, { row, of }: Before, hashOf: HashOf): Carried | string {
  if (!row || row.coverage === 'uncovered') return 'No earlier run has covered it.';
  const { coverage, tasks } = row;
  if (coverage === 'planned' && !tasks.every(({ state }) => state === 'done'))
    return 'The earlier run did not come to its end.';
  const cell = tasks.findLast(
    coverage === 'covered' ? ({ covers }) => covers : ({ state }) => state === 'done',
  );
  if (!cell || cell.files.length === 0) return 'No file shows what the earlier run did for it.';
  const standing = standingOf(cell, of);
  const moved = standing.files.find(({ path, sha256 }) => hashOf(path) !== sha256);
  if (moved) return `${moved.path} ${hashOf(moved.path) === undefined ? 'is gone' : 'has changed'} since.`;
  const note =
    coverage === 'covered'
      ? `Covered by ${cell.key} "${cell.title}" of an earlier run; its files stand unchanged.`
      : (row.reason ?? 'Left open by an earlier run.');
  return { requirementId: requirement.id, coverage, note, standing };
}

function standingOf(cell: CoverageCell, of: EarlierRun): Standing {
  const { taskId, key, title, attemptId, earlierRunId } = cell;
  return {
    runId: earlierRunId ?? of.run.id,
    taskId,
    taskKey: key,
    title,
    ...(attemptId === undefined ? {} : { attemptId }),
    files: cell.files.map(({ path, sha256 }) => ({ path, sha256: of.hashes.get(path) ?? sha256 })),
  };
}

function versionOf({ document, earlier, of }: Version): Difference['documents'][number] {
  return {
    documentId: document.id,
    name: document.name,
    earlierDocumentId: earlier.id,
    earlierRunId: of.run.id,
    earlierAt: earlier.addedAt,
  };
}

function newest(versions: readonly Version[]): Difference['since'] {
  const [latest] = versions.map(({ of }) => of.run).toSorted((a, b) => b.openedAt - a.openedAt);
  if (!latest) throw new Error('there is no earlier version to compare with');
  return { runId: latest.id, title: latest.title, at: latest.openedAt };
}
