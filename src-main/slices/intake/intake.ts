import type { Event } from '#shared/events.ts';
import { fail, ok } from '#shared/faults.ts';
import type { Document } from '#shared/model/document.ts';
import type { TaskChange } from '#shared/model/plan-edit.ts';
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
    'intake.add': ({ type: _type, documentId, ...rest }, { now }) =>
      ok([{ type: 'document.added', document: { id: documentId, ...rest, state: 'added', addedAt: now } }]),
    'intake.draft'({ documentId, requirements }, tools) {
      const document = rows.document(documentId);
      if (document?.state !== 'added') return alreadyRead(documentId);
      const drafted = drafts(document, requirements, rows.countInProject(document.projectId), tools);
      return ok([drafted, ...completion(rows, document, requirements.length, 0)]);
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
): Event {
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

function alreadyRead(documentId: string) {
  return fail('conflict', `The document ${documentId} is unknown or was read before.`);
}

function applyIntake(rows: IntakeRows): Appliers {
  const replan = ({ runId, change }: { runId: string; change: TaskChange }) => {
    for (const task of change.after) for (const key of task.requirementKeys) rows.markPlanned(runId, key);
    for (const key of change.unserved) rows.markUnplanned(runId, key);
  };
  return {
    'document.added': ({ document }) => rows.insertDocument(document),
    'requirements.drafted'({ documentId, requirements }) {
      rows.setDocument(documentId, 'read');
      for (const requirement of requirements) rows.insertRequirement(requirement);
    },
    'document.failed': ({ documentId }) => rows.setDocument(documentId, 'failed'),
    'requirements.accepted': ({ runId }) => rows.setAll(runId, 'accepted'),
    'requirements.rejected': ({ runId }) => rows.setAll(runId, 'rejected'),
    'tasks.added'({ tasks }) {
      for (const task of tasks) for (const key of task.requirementKeys) rows.markPlanned(task.runId, key);
    },
    'plan.edited': replan,
    'plan.edit_undone': replan,
    'plan.edit_redone': replan,
    'replan.proposed': replan,
    'replan.dropped': replan,
    'task.finished'({ runId, covers, gaps }) {
      for (const key of covers) rows.markCovered(runId, key);
      for (const gap of gaps) rows.markGap(runId, gap.requirementKey, gap.reason);
    },
  };
}
