import type { CommandOf } from '#shared/commands.ts';
import type { Event, EventOf } from '#shared/events.ts';
import { type Fault, fail, ok } from '#shared/faults.ts';
import type { Document, Reading } from '#shared/model/document.ts';
import type { TaskChange } from '#shared/model/plan-edit.ts';
import type { Appliers, Deciders, DecideTools } from '../../engine/slice.ts';
import type { Db } from '../../store/database.ts';
import { createIntakeRows, type IntakeRows } from './rows.ts';

type IntakeCommands =
  | 'intake.add'
  | 'intake.draft'
  | 'intake.fail'
  | 'intake.note_difference'
  | 'intake.accept'
  | 'intake.reject';

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
      const wrong = rest.replaces === undefined ? undefined : unfitVersion(rows, rest, rest.replaces);
      if (wrong) return wrong;
      const all = [...notes, ...knownBytes(rows, rest)];
      const about = all.length === 0 ? {} : { notes: all };
      const document: Document = { id: documentId, ...rest, state: 'added', addedAt: now, ...about };
      return ok([{ type: 'document.added', document }]);
    },
    'intake.draft'(command, tools) {
      const document = rows.document(command.documentId);
      if (document?.state !== 'added') return alreadyRead(command.documentId);
      const { requirements, reading, rest } = command;
      const about = {
        ...(reading === undefined ? {} : { reading }),
        ...(rest === undefined ? {} : { rest }),
      };
      const done = rest === undefined ? completion(rows, document, requirements.length, 0) : [];
      return ok([{ ...drafts(rows, document, command, tools), ...about }, ...done]);
    },
    'intake.fail'({ documentId, fault }) {
      const document = rows.document(documentId);
      if (document?.state !== 'added') return alreadyRead(documentId);
      const { runId } = document;
      return ok([{ type: 'document.failed', documentId, runId, fault }, ...completion(rows, document, 0, 1)]);
    },
    'intake.note_difference': ({ difference, carried }) =>
      rows.difference(difference.runId)
        ? fail('conflict', 'The documents of this run have been compared before.')
        : ok([{ type: 'difference.noted', runId: difference.runId, difference, carried }]),
    'intake.accept': ({ runId, afresh }) =>
      ok([{ type: 'requirements.accepted', runId, ...(afresh ? { afresh } : {}) }]),
    'intake.reject': ({ runId }) => ok([{ type: 'requirements.rejected', runId }]),
  };
}

/** What is named as the version before must be one: a document that was read in an earlier run of the same project. */
function unfitVersion(
  rows: IntakeRows,
  { projectId, runId, name }: Pick<Document, 'projectId' | 'runId' | 'name'>,
  replaces: string,
) {
  const earlier = rows.document(replaces);
  if (earlier?.projectId !== projectId) {
    return fail(
      'not_found',
      `There is no document ${replaces} in this project that "${name}" could replace.`,
      {
        hint: 'Nothing was started. Leave the earlier version out to compare with the newest of the same name.',
      },
    );
  }
  if (earlier.state === 'read' && earlier.runId !== runId) return undefined;
  return fail(
    'conflict',
    `"${earlier.name}" was not read in an earlier run, so "${name}" cannot replace it.`,
  );
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

/**
 * A requirement keeps the key it had in the earlier version, unless another document of the run has taken that version up
 * before. All others are numbered on from the highest number that the project ever gave. Both are looked up in the transaction
 * that drafts them, so that documents which are drafted in turns, piece by piece, never give one key twice.
 */
function drafts(
  rows: IntakeRows,
  document: Document,
  { requirements, earlier }: CommandOf<'intake.draft'>,
  { newId }: DecideTools,
): EventOf<'requirements.drafted'> {
  const { id: documentId, projectId, runId } = document;
  const used = rows.keysInRun(runId);
  let last = rows.lastKeyNumber(projectId);
  const keyOf = (known: string | null | undefined) => {
    const key = known && !used.has(known) ? known : `R-${++last}`;
    used.add(key);
    return key;
  };
  return {
    type: 'requirements.drafted',
    documentId,
    runId,
    requirements: requirements.map((draft, index) => ({
      ...draft,
      key: keyOf(earlier?.keys[index]),
      id: newId('requirement'),
      projectId,
      runId,
      documentId,
      state: 'drafted',
      coverage: 'uncovered',
    })),
    ...(earlier ? { replaces: earlier.documentId } : {}),
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
function drafted(
  { rest: _before, replaces: _named, ...document }: Document,
  { reading, rest, replaces }: { reading?: Reading; rest?: string[]; replaces?: string },
): Document {
  return {
    ...document,
    state: rest === undefined ? 'read' : 'added',
    ...(replaces === undefined ? {} : { replaces }),
    ...(reading === undefined ? {} : { reading }),
    ...(rest === undefined ? {} : { rest }),
  };
}

function failed({ rest: _before, ...document }: Document, fault: Fault): Document {
  return { ...document, state: 'failed', fault };
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
    'requirements.drafted'(event) {
      const document = rows.document(event.documentId);
      if (document !== undefined) rows.setDocument(drafted(document, event));
      for (const requirement of event.requirements) rows.insertRequirement(requirement);
    },
    'document.failed'({ documentId, fault }) {
      const document = rows.document(documentId);
      if (document !== undefined) rows.setDocument(failed(document, fault));
    },
    'difference.noted'({ difference, carried }) {
      rows.insertDifference(difference);
      for (const each of carried) rows.markCarried(each);
    },
    'requirements.accepted'({ runId, afresh }) {
      rows.setAll(runId, 'accepted');
      if (afresh) rows.markAfresh(runId);
    },
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
