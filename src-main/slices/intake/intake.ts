import type { Event, EventOf } from '#shared/events.ts';
import { fail, ok } from '#shared/faults.ts';
import type { Document, Reading } from '#shared/model/document.ts';
import type { RequirementDraft } from '#shared/model/requirement.ts';
import type { Appliers, Deciders, DecideTools } from '../../engine/slice.ts';
import type { Db } from '../../store/database.ts';
import { createIntakeRows, type IntakeRows } from './rows.ts';

type IntakeCommands = 'intake.add' | 'intake.draft' | 'intake.fail' | 'intake.accept' | 'intake.reject';

export function createIntake(db: Db): {
  rows: IntakeRows;
  decide: Deciders<IntakeCommands>;
  apply: Appliers;
} {
  const rows = createIntakeRows(db);
  return { rows, decide: decideIntake(rows), apply: applyIntake(rows) };
}

function decideIntake(rows: IntakeRows): Deciders<IntakeCommands> {
  return {
    'intake.add'({ type: _type, documentId, notes = [], ...rest }, { now }) {
      const all = [...notes, ...knownBytes(rows, rest)];
      const about = all.length === 0 ? {} : { notes: all };
      const document: Document = { id: documentId, ...rest, state: 'added', addedAt: now, ...about };
      return ok([{ type: 'document.added', document }]);
    },
    'intake.draft'({ documentId, requirements, reading, rest }, tools) {
      const document = rows.document(documentId);
      if (document?.state !== 'added') return alreadyRead(documentId);
      const drafted = drafts(document, requirements, rows.countInProject(document.projectId), tools);
      const about = {
        ...(reading === undefined ? {} : { reading }),
        ...(rest === undefined ? {} : { rest }),
      };
      const done = rest === undefined ? completion(rows, document, requirements.length, 0) : [];
      return ok([{ ...drafted, ...about }, ...done]);
    },
    'intake.fail'({ documentId, fault }) {
      const document = rows.document(documentId);
      if (document?.state !== 'added') return alreadyRead(documentId);
      const { runId } = document;
      return ok([{ type: 'document.failed', documentId, runId, fault }, ...completion(rows, document, 0, 1)]);
    },
    'intake.accept': ({ runId }) => ok([{ type: 'requirements.accepted', runId }]),
    'intake.reject': ({ runId }) => ok([{ type: 'requirements.rejected', runId }]),
  };
}

function drafts(
  document: Document,
  requirements: readonly RequirementDraft[],
  before: number,
  { newId }: DecideTools,
): EventOf<'requirements.drafted'> {
  const { id: documentId, projectId, runId } = document;
  return {
    type: 'requirements.drafted',
    documentId,
    runId,
    requirements: requirements.map((draft, index) => ({
      ...draft,
      key: `R-${before + index + 1}`,
      id: newId('requirement'),
      projectId,
      runId,
      documentId,
      state: 'drafted',
      coverage: 'uncovered',
    })),
  };
}

/** The last document of a run to be read completes its intake. */
function completion(rows: IntakeRows, document: Document, added: number, failed: number): Event[] {
  const { runId } = document;
  if (rows.unreadIn(runId) > 1) return [];
  return [
    {
      type: 'intake.completed',
      runId,
      requirements: rows.countInRun(runId) + added,
      failed: rows.failedIn(runId) + failed,
    },
  ];
}

/** The document after some of its requirements were drafted: read, once none is left. */
function drafted({ rest: _before, ...document }: Document, reading?: Reading, rest?: string[]): Document {
  return {
    ...document,
    state: rest === undefined ? 'read' : 'added',
    ...(reading === undefined ? {} : { reading }),
    ...(rest === undefined ? {} : { rest }),
  };
}

/** The same bytes may be handed in again, on purpose or not; whoever did it is told. */
function knownBytes(
  rows: IntakeRows,
  { projectId, sha256, runId }: Pick<Document, 'projectId' | 'sha256' | 'runId'>,
): string[] {
  const before = rows.documentWith(projectId, sha256);
  if (before === undefined || before.runId === runId) return [];
  return [`The same file was handed in before, as "${before.name}" in the run ${before.runId}.`];
}

function alreadyRead(documentId: string) {
  return fail('conflict', `The document ${documentId} is unknown or was read before.`);
}

function applyIntake(rows: IntakeRows): Appliers {
  return {
    'document.added': ({ document }) => rows.insertDocument(document),
    'requirements.drafted'({ documentId, requirements, reading, rest }) {
      const document = rows.document(documentId);
      if (document !== undefined) rows.setDocument(drafted(document, reading, rest));
      for (const requirement of requirements) rows.insertRequirement(requirement);
    },
    'document.failed'({ documentId, fault }) {
      const document = rows.document(documentId);
      if (document !== undefined) rows.setDocument({ ...drafted(document), state: 'failed', fault });
    },
    'requirements.accepted': ({ runId }) => rows.setAll(runId, 'accepted'),
    'requirements.rejected': ({ runId }) => rows.setAll(runId, 'rejected'),
    'tasks.added'({ tasks }) {
      for (const task of tasks) for (const key of task.requirementKeys) rows.markPlanned(task.runId, key);
    },
    'task.finished'({ runId, covers, gaps }) {
      for (const key of covers) rows.markCovered(runId, key);
      for (const gap of gaps) rows.markGap(runId, gap.requirementKey, gap.reason);
    },
  };
}
