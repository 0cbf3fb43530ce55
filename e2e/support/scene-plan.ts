import type { Requirement } from '#shared/model/requirement.ts';
import type { Task, TaskState } from '#shared/model/task.ts';

/** When the run of the scene began: it has been at work for two minutes. */
export const T0 = Date.now() - 120_000;
export const ids = { projectId: 'prj_1', runId: 'run_1' };

type TaskLine = [
  title: string,
  state: TaskState,
  kind: Task['kind'],
  role: Task['role'],
  dependsOn: number[],
  requirements: number[],
];

const TASKS: TaskLine[] = [
  ['Write down the architecture', 'done', 'architecture', 'analyst', [], []],
  ['Set up the project', 'done', 'scaffold', 'implementer', [1], [10]],
  ['Keep buildings', 'done', 'feature', 'implementer', [2], [1]],
  ['Keep rooms with their equipment', 'done', 'feature', 'implementer', [2], [2, 3]],
  ['Keep employees', 'running', 'feature', 'implementer', [2], [4]],
  ['Keep bookings and tell every field that is wrong', 'validating', 'feature', 'implementer', [3, 4], [5]],
  ['Answer with problem details', 'merging', 'feature', 'implementer', [2], [6]],
  ['Refuse overlapping bookings of one room', 'waiting', 'feature', 'implementer', [6], [7]],
  ['Answer within 200 ms', 'ready', 'quality', 'validator', [6], [9]],
  ['Export the calendar of a room', 'failed', 'feature', 'implementer', [4], [8]],
  ['Describe the interface in OpenAPI', 'blocked', 'documentation', 'analyst', [5, 6, 8], [11]],
  ['Tests across all resources', 'blocked', 'quality', 'validator', [5, 6, 7, 8], [12]],
  ['Build and container files', 'blocked', 'integration', 'integrator', [12], []],
  ['Show the calendar in the lobby', 'cancelled', 'feature', 'implementer', [10], [8]],
  ['Review of the whole', 'blocked', 'review', 'reasoner', [11, 12, 13], []],
];

function toTask([title, state, kind, role, dependsOn, requirements]: TaskLine, index: number): Task {
  const number = index + 1;
  const attempts: Partial<Record<TaskState, number>> = {
    blocked: 0,
    ready: 0,
    cancelled: 0,
    waiting: 3,
    failed: 2,
  };
  return {
    id: `tsk_${number}`,
    key: `T-${number}`,
    title,
    brief: `${title}, as the requirements ask for it, with tests beside the code.`,
    kind,
    role,
    needs: 'code',
    priority: number === 8 ? 'critical' : 'normal',
    complexity: 1 + (number % 4),
    requirementKeys: requirements.map((requirement) => `R-${requirement}`),
    dependsOn: dependsOn.map((dependency) => `T-${dependency}`),
    expects: [`src/part-${number}.ts`, `src/part-${number}.test.ts`],
    planId: 'pln_1',
    ...ids,
    state,
    depsLeft: dependsOn.filter((dependency) => TASKS[dependency - 1]?.[1] !== 'done').length,
    attempts: attempts[state] ?? 1,
  };
}

type RequirementLine = [
  text: string,
  level: Requirement['level'],
  coverage: Requirement['coverage'],
  note?: string,
];

const REQUIREMENTS: RequirementLine[] = [
  [
    'A building has a name (required, 1-80 characters, unique), a city and an address.',
    'must',
    'covered',
    'src/part-3.ts',
  ],
  [
    'A room belongs to a building and has a floor between -2 and 60 and a capacity of 1 to 500.',
    'must',
    'covered',
    'src/part-4.ts',
  ],
  [
    'A room lists at most 20 items of equipment, in the order in which they were given.',
    'should',
    'gap',
    'the order is not kept',
  ],
  ['An employee MUST have a name, a unique e-mail address and a department.', 'must', 'planned'],
  [
    'A booking names its room, its organiser, a title, a start, an end and the number of attendees.',
    'must',
    'planned',
  ],
  ['Errors MUST be answered as problem details with one entry for every wrong field.', 'must', 'planned'],
  [
    'Two confirmed bookings of one room MUST NOT overlap; bookings that only touch are allowed.',
    'must',
    'planned',
  ],
  ['The bookings of a room MAY be exported as a calendar file.', 'could', 'uncovered'],
  [
    'Reading MUST be answered within 200 ms for 95 of 100 requests under 50 requests per second.',
    'must',
    'gap',
    'no check measures time under load',
  ],
  [
    'The service MUST start with one command on Node 24 without any installed package.',
    'must',
    'covered',
    'package.json',
  ],
  ['The interface SHOULD be described in OpenAPI 3.1.', 'should', 'planned'],
  ['Every endpoint MUST have at least one test for success and one for refusal.', 'must', 'planned'],
];

function toRequirement([text, level, coverage, coverageNote]: RequirementLine, index: number): Requirement {
  return {
    id: `req_${index + 1}`,
    key: `R-${index + 1}`,
    text,
    kind: 'functional',
    level,
    acceptance: [],
    source: {
      start: index * 100,
      end: index * 100 + text.length,
      line: 12 + index * 4,
      headings: ['1. Data', '1.1 Building'],
    },
    ...ids,
    documentId: 'doc_1',
    state: 'accepted',
    coverage,
    ...(coverageNote === undefined ? {} : { coverageNote }),
  };
}

export const sceneTasks: Task[] = TASKS.map(toTask);
export const sceneRequirements: Requirement[] = REQUIREMENTS.map(toRequirement);
