import { describe, expect, it } from 'vitest';
import type { PlanReply } from '../../../../ports/agent.ts';
import { createOfflineAgents } from '../agents.ts';
import { carryOutAll, quietTools, tasksOf, workOn } from '../testing/carry-out.ts';
import { bookings, type Fixture } from '../testing/documents.ts';
import { PATHS } from '../writing/paths.ts';

type Files = Map<string, string>;

/** Plans a new version on top of what stands; `standing` are keys whose wording did not change. */
async function planOnTop(now: Fixture, files: Files, standing: string[]): Promise<PlanReply> {
  const reasoner = createOfflineAgents().find((agent) => agent.profile.roles.includes('reasoner'));
  const earlier = { standing, removed: [], files };
  const request = { kind: 'plan', prompt: '', ...now, earlier } as const;
  const reply = await reasoner?.execute(request, quietTools);
  if (!reply?.ok || reply.value.kind !== 'plan') throw new Error(`no plan: ${JSON.stringify(reply)}`);
  return reply.value;
}

async function carryOut(plan: PlanReply, { requirements }: Fixture, start: Files): Promise<Files> {
  const files = new Map(start);
  const tasks = tasksOf(plan);
  for (const task of tasks) {
    const reply = await workOn(task, plan.name, requirements, tasks, files);
    for (const { path, content } of reply.files) files.set(path, content);
  }
  return files;
}

/** The report tells of the checks of its own run. */
function comparable(files: Files): Record<string, string> {
  return Object.fromEntries([...files].filter(([path]) => path !== PATHS.report).sort());
}

const edit = (source: Fixture, change: (text: string) => string | undefined): Fixture => ({
  ...source,
  requirements: source.requirements.flatMap((each) => {
    const text = change(each.text);
    return text === undefined ? [] : [{ ...each, text }];
  }),
});

const before = bookings();
const same = (now: Fixture) =>
  now.requirements.flatMap(({ key, text }) =>
    before.requirements.some((each) => each.key === key && each.text === text) ? [key] : [],
  );

const first = carryOutAll(before);

const EDITS: [string, (text: string) => string | undefined][] = [
  ['a rule with another number', (text) => text.replace('15 minutes', '30 minutes')],
  ['a field with another limit', (text) => text.replace('1-80 characters', '1-60 characters')],
  ['a rule taken out', (text) => (/overlap/i.test(text) ? undefined : text)],
  ['an endpoint taken out', (text) => (/deletes a room/i.test(text) ? undefined : text)],
  ['a wish that rules cannot build', (text) => text.replace(/e-mail/i, 'text message')],
];

describe('the tasks that are needed on top of earlier work', () => {
  it.each(EDITS)('give what the whole plan would give: %s', async (_what, change) => {
    const { plan: whole, files } = await first;
    const now = edit(before, change);
    expect(same(now).length).toBeLessThan(before.requirements.length);
    const plan = await planOnTop(now, files, same(now));
    expect(plan.tasks.length).toBeLessThan(whole.tasks.length);
    const reduced = await carryOut(plan, now, files);
    const full = await carryOut(await planOnTop(now, files, []), now, files);
    expect(comparable(reduced)).toEqual(comparable(full));
  });

  it('are only the final review when nothing changed', async () => {
    const { files } = await first;
    const plan = await planOnTop(before, files, same(before));
    expect(plan.tasks.map(({ kind, key, dependsOn }) => [kind, key, dependsOn])).toEqual([
      ['review', 'T-1', []],
    ]);
  });

  it('are those whose files somebody changed or removed', async () => {
    const files = new Map((await first).files);
    files.delete(PATHS.readme);
    const plan = await planOnTop(before, files, same(before));
    expect(plan.tasks.map(({ kind }) => kind)).toEqual(['documentation', 'review']);
  });

  it('keep the order of the whole plan across what is left out', async () => {
    const { files } = await first;
    const now = edit(before, (text) => text.replace('15 minutes', '30 minutes'));
    const { tasks } = await planOnTop(now, files, same(now));
    const seen = new Set<string>();
    for (const { key, dependsOn } of tasks) {
      for (const needed of dependsOn) expect(seen).toContain(needed);
      seen.add(key);
    }
    const assembly = tasks.find(({ expects }) => expects.includes(PATHS.endToEndTest));
    const rules = tasks.find(({ title }) => title.startsWith('Hold bookings'));
    expect(assembly?.dependsOn).toContain(rules?.key);
  });

  it('leave no test behind that tests nothing', async () => {
    const { files } = await first;
    const full = await carryOut(await planOnTop(before, files, []), before, files);
    const empty = [...full].filter(([path, text]) => path.endsWith('.test.ts') && !text.includes('test('));
    expect(empty).toEqual([]);
  });
});
