import type { CapsuleManifest } from './model/capsule.ts';
import type { CapsuleComparison, Differences } from './model/capsule-comparison.ts';

/** What changed from one capsule to another. Two manifests in, nothing else is looked at; hashes stand for files. */
export function compareCapsules(before: CapsuleManifest, after: CapsuleManifest): CapsuleComparison {
  const requirements = differences(
    before.requirements.map(asRequirement),
    after.requirements.map(asRequirement),
    'key',
  );
  const files = differences(before.files, after.files, 'path');
  const tasks = differences(before.plan.tasks.map(asTask), after.plan.tasks.map(asTask), 'key');
  const checks = pairs(verdicts(before), verdicts(after)).map(({ key, ...sides }) => {
    const [task = '', kind = ''] = key.split('\n');
    return { task, kind, ...sides };
  });
  const decisions = pairs(answers(before), answers(after)).map(({ key, ...sides }) => ({
    title: key,
    ...sides,
  }));
  const lists = [requirements, files, tasks].flatMap(({ added, removed, changed }) => [
    added,
    removed,
    changed,
  ]);
  return {
    before: sideOf(before),
    after: sideOf(after),
    requirements,
    files,
    tasks,
    checks,
    decisions,
    cost: { before: before.cost, after: after.cost },
    same: [...lists, checks, decisions].every((list) => list.length === 0),
  };
}

function sideOf({ id, name, version, complete }: CapsuleManifest): CapsuleComparison['before'] {
  return { id, name, version, complete };
}

type OfManifest<K extends 'requirements'> = CapsuleManifest[K][number];

function asRequirement({ key, text, level, coverage }: OfManifest<'requirements'>) {
  return { key, text, level, coverage };
}

function asTask({ key, title, state }: CapsuleManifest['plan']['tasks'][number]) {
  return { key, title, state };
}

function differences<T extends object, K extends keyof T>(
  before: readonly T[],
  after: readonly T[],
  by: K,
): Differences<T> {
  const old = new Map(before.map((entry) => [entry[by], entry]));
  const now = new Map(after.map((entry) => [entry[by], entry]));
  return {
    added: after.filter((entry) => !old.has(entry[by])),
    removed: before.filter((entry) => !now.has(entry[by])),
    changed: after.flatMap((entry) => {
      const earlier = old.get(entry[by]);
      return earlier && !isSame(earlier, entry) ? [{ before: earlier, after: entry }] : [];
    }),
  };
}

function isSame<T extends object>(one: T, other: T): boolean {
  return (Object.keys(one) as (keyof T)[]).every((key) => one[key] === other[key]);
}

/** The last verdict of each kind of check on each task: a task may have been tried several times. */
function verdicts({ checks }: CapsuleManifest) {
  return new Map(checks.map(({ task, kind, verdict }) => [`${task}\n${kind}`, verdict] as const));
}

function answers({ decisions }: CapsuleManifest) {
  return new Map(
    decisions.map(({ title, answer, options, state }) => [
      title,
      options.find(({ id }) => id === answer?.optionId)?.label ?? state,
    ]),
  );
}

function pairs<V>(before: ReadonlyMap<string, V>, after: ReadonlyMap<string, V>) {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((key) => before.get(key) !== after.get(key))
    .map((key) => {
      const [old, now] = [before.get(key), after.get(key)];
      return {
        key,
        ...(old === undefined ? {} : { before: old }),
        ...(now === undefined ? {} : { after: now }),
      };
    });
}
