import { once } from 'node:events';
import { implement } from '@orpc/server';
import type { Change, RowKind } from '#shared/changes.ts';
import { ROW_KINDS } from '#shared/changes.ts';
import { contract } from '#shared/contract/index.ts';
import { coverageMatrix } from '#shared/coverage.ts';
import type { Rows } from './scene.ts';
import { DIFFERENCE } from './scene-difference.ts';

/** Just enough of the contract to show a scene that stands still: reading works, nothing can be done. */
export function pretendRouter(rows: Rows) {
  const calls = implement(contract);
  return {
    system: {
      status: calls.system.status.handler(() => ({
        version: '0.0.0',
        home: '/home/ada/.local/share/orchestrator',
        startedAt: 0,
        seq: 1,
        projects: rows.project.length,
        runsActive: 1,
        decisionsOpen: 1,
        effects: { waiting: 0, running: 0, slots: 4 },
      })),
    },
    runs: {
      plan: calls.runs.plan.handler(() => ({
        plan: rows.plan[0] ?? null,
        tasks: rows.task,
        ready: ['tsk_9'],
        warnings: [],
        criticalPath: { taskIds: ['tsk_6', 'tsk_8', 'tsk_12', 'tsk_13', 'tsk_15'], weight: 14 },
      })),
      coverage: calls.runs.coverage.handler(({ input }) =>
        coverageMatrix({
          runId: input.runId,
          requirements: rows.requirement.filter(({ runId }) => runId === input.runId),
          tasks: rows.task,
          attempts: rows.attempt,
          checks: rows.check,
        }),
      ),
      difference: calls.runs.difference.handler(({ input }) => ({
        difference: input.runId === 'run_1' ? DIFFERENCE : null,
      })),
      progress: calls.runs.progress.handler(({ input }) => ({
        runId: input.runId,
        tasksDone: 4,
        tasksTotal: 14,
        running: [],
        leftMs: 95_000,
      })),
    },
    tasks: {
      log: calls.tasks.log.handler(({ input }) =>
        input.from > 0
          ? []
          : LOG.map((text, line) => ({ line, at: Date.UTC(2026, 2, 4, 9, 31, line * 2), text })),
      ),
    },
    changes: {
      watch: calls.changes.watch.handler(async function* ({ signal }) {
        yield { seq: 1, reset: true, changes: ROW_KINDS.flatMap((kind) => changesOf(rows, kind)) };
        if (signal && !signal.aborted) await once(signal, 'abort');
      }),
    },
  };
}

function changesOf(rows: Rows, kind: RowKind): Change[] {
  return rows[kind].map((row) => ({ kind, id: row.id, row }) as Change);
}

const LOG = [
  'Reading 3 requirements and 11 files of the workspace.',
  'Entity Booking: roomId, organiserId, title, start, end, attendees, status.',
  'Writing src/part-8.ts (1 of 2).',
  'Writing src/part-8.test.ts (2 of 2).',
  'Done: 2 files, 7 tests.',
];
