import type { RowKinds } from '#shared/changes.ts';
import { fault } from '#shared/faults.ts';
import { DEFAULT_SETTINGS } from '#shared/model/project.ts';
import { ids, sceneRequirements, sceneTasks, T0 } from './scene-plan.ts';
import { attemptsOf, checksOf, PAST, STUCK } from './scene-work.ts';

export type Rows = { [K in keyof RowKinds]: RowKinds[K][] };

export function emptyScene(): Rows {
  return {
    project: [],
    agent: [
      {
        id: 'agt_offline',
        name: 'Built-in agent',
        adapter: 'offline',
        roles: ['analyst', 'implementer', 'validator', 'integrator', 'reasoner'],
        capabilities: [
          'plan',
          'architecture',
          'scaffold',
          'code',
          'tests',
          'documentation',
          'deployment',
          'review',
        ],
        concurrency: 4,
      },
    ],
    run: [],
    document: [],
    requirement: [],
    plan: [],
    task: [],
    attempt: [],
    check: [],
    signal: [],
    decision: [],
    capsule: [],
  };
}

/** A run in the middle of its work, with every state that a task can have. */
export function busyScene(): Rows {
  const tasks = sceneTasks;
  return {
    ...emptyScene(),
    project: [
      {
        id: 'prj_1',
        name: 'Meeting rooms',
        root: '/home/ada/projects/meeting-rooms',
        policy: 'supervised',
        settings: DEFAULT_SETTINGS,
        createdAt: T0,
      },
    ],
    run: [
      {
        id: 'run_1',
        projectId: 'prj_1',
        title: 'Meeting Room Booking Service',
        policy: 'supervised',
        state: 'active',
        phase: 'building',
        openedAt: T0,
        deadlineAt: T0 + 10_800_000,
      },
      {
        id: 'run_0',
        projectId: 'prj_1',
        title: 'Lobby displays, first try',
        policy: 'manual',
        state: 'failed',
        phase: 'ended',
        openedAt: T0 - 86_400_000,
        deadlineAt: T0,
        endedAt: T0 - 86_000_000,
        fault: fault('malformed_output', 'The plan named tasks that do not exist.', {
          hint: 'The requirements are kept. Start the run again, or choose another agent for planning.',
        }),
      },
    ],
    document: [
      {
        id: 'doc_1',
        ...ids,
        name: 'bookings.md',
        mediaType: 'text/markdown',
        bytes: 9214,
        sha256: 'a'.repeat(64),
        state: 'read',
        addedAt: T0,
      },
    ],
    requirement: sceneRequirements,
    plan: [
      {
        id: 'pln_1',
        ...ids,
        state: 'approved',
        summary: 'A TypeScript service with four resources.',
        name: 'meeting-rooms',
        counts: { total: tasks.length, open: 9, done: 4, failed: 1, cancelled: 1 },
        version: 1,
        createdAt: T0 + 20_000,
      },
    ],
    task: tasks,
    attempt: tasks.flatMap(attemptsOf),
    check: tasks.flatMap(checksOf),
    signal: [
      {
        id: 'sig_1',
        ...ids,
        type: 'quality_issue',
        title: 'R-9 cannot be shown to hold',
        detail:
          'The document asks for answers within 200 ms under load; no check of this run measures time under load.',
        urgency: 'medium',
        impact: 'high',
        confidence: 0.9,
        source: 'agent:agt_offline',
        requirementKey: 'R-9',
        taskId: 'tsk_9',
        raisedAt: T0 + 90_000,
      },
      {
        id: 'sig_2',
        ...ids,
        type: 'decision_needed',
        title: 'T-8 is stuck',
        detail: 'Three attempts were rejected by the same check.',
        urgency: 'high',
        impact: 'medium',
        confidence: 1,
        source: 'engine',
        taskId: 'tsk_8',
        raisedAt: T0 + 95_000,
      },
    ],
    decision: [STUCK, PAST],
    capsule: [
      {
        id: 'cap_1',
        projectId: 'prj_1',
        runId: 'run_0',
        name: 'meeting-rooms',
        version: '0.1.0',
        state: 'packed',
        deliveries: [],
        complete: false,
        path: '/home/ada/.local/share/orchestrator/capsules/meeting-rooms-0.1.0',
        manifestSha256: 'b'.repeat(64),
        files: 31,
        bytes: 84_120,
        createdAt: T0 - 86_000_000,
      },
    ],
  };
}

/** As many tasks and requirements as a very long document brings. */
export function largeScene(): Rows {
  const busy = busyScene();
  const repeat = <T extends { id: string; key: string }>(rows: T[], times: number, letter: string): T[] =>
    Array.from({ length: times }, (_, index) => rows.map((row) => ({ row, index })))
      .flat()
      .map(({ row, index }, at) => ({
        ...row,
        id: `${row.id}_${index}`,
        key: `${letter}-${at + 1}`,
        dependsOn: [],
      }));
  return {
    ...busy,
    task: repeat(busy.task, 340, 'T'),
    requirement: repeat(busy.requirement, 170, 'R'),
    attempt: [],
    check: [],
  };
}
