import type { Role } from '#shared/model/agent.ts';
import type { Task, TaskDraft, TaskKind } from '#shared/model/task.ts';
import type { AgentTools, EarlierWork, PlanRequest } from '../../../../ports/agent.ts';
import { placeOf } from '../place.ts';
import { analyse, implement, integrate } from '../roles.ts';
import { carryOut, type Job, type Work } from '../work.ts';
import { PATHS } from '../writing/paths.ts';

const CODE: ReadonlySet<TaskKind> = new Set(['scaffold', 'feature', 'quality']);

/**
 * Work on code starts with the foundation, which takes the features and the tests out that others write anew; then come
 * those who put the features together and show the whole, for their tests do not hold in between.
 */
const ANEW = [PATHS.packageJson, PATHS.endToEndTest, PATHS.processTest];

const WRITERS: Partial<Record<Role, (job: Job) => Work | undefined>> = {
  analyst: analyse,
  implementer: implement,
  integrator: integrate,
};

const SILENT: AgentTools = {
  signal: new AbortController().signal,
  log: () => undefined,
  progress: () => undefined,
  check: async () => [],
};

/** The files after some tasks were carried out, and which task wrote each last. */
type Outcome = { files: ReadonlyMap<string, string>; writer: ReadonlyMap<string, TaskDraft> };

type Simulate = (tasks: readonly TaskDraft[]) => Promise<Outcome>;

/**
 * The tasks of a plan that are needed on top of earlier work. Rules give the same files for the same requirements, so the
 * plan is carried out in memory: a task is needed when it serves a requirement that does not stand, or when one of its
 * files would end up different. Tasks are added until doing only these gives the very files that doing all would give.
 * The final review always is among them.
 */
export async function neededTasks(
  all: readonly TaskDraft[],
  name: string,
  { requirements, folder = '' }: PlanRequest,
  earlier: EarlierWork,
): Promise<TaskDraft[]> {
  const simulate: Simulate = async (tasks) => {
    const files = new Map(earlier.files);
    const writer = new Map<string, TaskDraft>();
    const plan = tasks.map(asTask);
    for (const [at, draft] of tasks.entries()) {
      const write = WRITERS[draft.role];
      const task = plan[at];
      if (!write || !task) continue;
      const reply = await carryOut(
        { kind: 'work', prompt: '', name, folder, task, requirements, plan, files },
        SILENT,
        write,
      );
      if (!reply.ok || reply.value.kind !== 'work') continue;
      for (const { path, content } of reply.value.files) {
        files.set(path, content);
        writer.set(path, draft);
      }
      // Whoever shares this thread gets his turn between two tasks.
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    return { files, writer };
  };
  const wanted = await simulate(all);
  const needed = firstNeeded(all, wanted, earlier);
  const anew = ANEW.map(placeOf(folder, name).out);
  const keeping = () => all.filter((draft) => needed.has(draft));
  for (;;) {
    for (const draft of foundationOf(all, needed, anew)) needed.add(draft);
    const missing = missingWriters(wanted, await simulate(keeping()), needed);
    if (missing.length === 0) return relinked(all, keeping());
    for (const draft of missing) needed.add(draft);
  }
}

function firstNeeded(all: readonly TaskDraft[], wanted: Outcome, earlier: EarlierWork): Set<TaskDraft> {
  const standing = new Set(earlier.standing);
  const needed = new Set(
    all.filter(
      ({ kind, requirementKeys }) => kind === 'review' || requirementKeys.some((key) => !standing.has(key)),
    ),
  );
  for (const [path, draft] of wanted.writer) {
    if (wanted.files.get(path) !== earlier.files.get(path)) needed.add(draft);
  }
  return needed;
}

function foundationOf(
  all: readonly TaskDraft[],
  needed: ReadonlySet<TaskDraft>,
  anew: readonly string[],
): TaskDraft[] {
  if (![...needed].some(({ kind }) => CODE.has(kind))) return [];
  return all.filter(({ expects }) => anew.some((path) => expects.includes(path)));
}

/** Those who give a file its last shape, where leaving them out gave it another. */
function missingWriters(wanted: Outcome, got: Outcome, needed: ReadonlySet<TaskDraft>): TaskDraft[] {
  const writers = [...got.writer.keys()].flatMap((path) => {
    const writer = wanted.writer.get(path);
    return writer && wanted.files.get(path) !== got.files.get(path) && !needed.has(writer) ? [writer] : [];
  });
  return [...new Set(writers)];
}

/** Numbers the tasks anew; who depended on a task that is left out depends on what that one depended on. */
function relinked(all: readonly TaskDraft[], kept: readonly TaskDraft[]): TaskDraft[] {
  const newKey = new Map(kept.map((draft, at) => [draft.key, `T-${at + 1}`]));
  const reach = new Map<string, string[]>();
  for (const draft of all) {
    const through = draft.dependsOn.flatMap((key) => {
      const own = newKey.get(key);
      return own === undefined ? (reach.get(key) ?? []) : [own];
    });
    reach.set(draft.key, [...new Set(through)]);
  }
  return kept.map((draft) => ({
    ...draft,
    key: newKey.get(draft.key) ?? draft.key,
    dependsOn: reach.get(draft.key) ?? [],
  }));
}

function asTask(draft: TaskDraft): Task {
  const nowhere = { planId: '', runId: '', projectId: '' };
  return { ...draft, ...nowhere, id: draft.key, state: 'ready', depsLeft: 0, attempts: 0 };
}
