import { describe, expect, it } from 'vitest';
import { agentConformance } from '../conformance.ts';
import { createOfflineAgents } from './agents.ts';
import { planOf, quietTools, tasksOf } from './testing/carry-out.ts';
import { bookings, espresso, requirementOf } from './testing/documents.ts';

for (const { profile } of createOfflineAgents()) {
  agentConformance(profile.id, () => {
    const agent = createOfflineAgents().find((each) => each.profile.id === profile.id);
    if (!agent) throw new Error(`no agent ${profile.id}`);
    return agent;
  });
}

function agentFor(role: string) {
  const agent = createOfflineAgents().find((each) => each.profile.id === `offline-${role}`);
  if (!agent) throw new Error(`no agent for ${role}`);
  return agent;
}

describe('the built-in agents', () => {
  it('are one for each role', () => {
    expect(createOfflineAgents().map((agent) => agent.profile.id)).toEqual([
      'offline-analyst',
      'offline-implementer',
      'offline-validator',
      'offline-integrator',
      'offline-reasoner',
    ]);
  });

  it('refuse the work of another role and say whose it is', async () => {
    const source = bookings();
    const plan = await planOf(source);
    const tasks = tasksOf(plan);
    const [task] = tasks;
    if (!task) throw new Error('no task');
    const request = {
      kind: 'work',
      prompt: '',
      name: plan.name,
      task,
      requirements: source.requirements,
      plan: tasks,
      files: new Map(),
    } as const;
    expect(await agentFor('validator').execute(request, quietTools)).toMatchObject({
      ok: false,
      fault: { type: 'refused', retryable: false, hint: 'Give the task T-1 to the agent offline-analyst.' },
    });
  });

  it('report each file as it is written', async () => {
    const source = bookings();
    const plan = await planOf(source);
    const tasks = tasksOf(plan);
    const task = tasks.find((each) => each.needs === 'deployment');
    if (!task) throw new Error('no task');
    const seen: string[] = [];
    const request = {
      kind: 'work',
      prompt: '',
      name: plan.name,
      task,
      requirements: source.requirements,
      plan: tasks,
      files: new Map(),
      feedback: 'The workflow is missing.',
    } as const;
    const logged: string[] = [];
    await agentFor('integrator').execute(request, {
      ...quietTools,
      log: (line) => logged.push(line),
      progress: (done, total, file) => seen.push(`${done}/${total} ${file}`),
    });
    expect(seen).toEqual([
      '1/4 .github/workflows/ci.yml',
      '2/4 deployment/Dockerfile',
      '3/4 deployment/compose.yaml',
      '4/4 documentation/operations.md',
    ]);
    expect(logged[0]).toContain('was sent back');
  });

  it('count a failing check as a gap of the review', async () => {
    const requirement = requirementOf(1, 'A note has a title (required).', 1, ['Notes']);
    const plan = await planOf({ requirements: [requirement], documents: [] });
    const tasks = tasksOf(plan).map((task) => ({ ...task, requirementKeys: ['R-1'] }));
    const task = tasks.find((each) => each.kind === 'review');
    if (!task) throw new Error('no review');
    const request = {
      kind: 'work',
      prompt: '',
      name: plan.name,
      task,
      requirements: [requirement],
      plan: tasks,
      files: new Map(),
    } as const;
    const finding = { severity: 'error', rule: 'tests/failed', message: '1 test failed' } as const;
    const reply = await agentFor('validator').execute(request, {
      ...quietTools,
      check: async () => [
        { kind: 'tests', verdict: 'fail', findings: [finding], summary: '1 of 2 failed', durationMs: 3 },
      ],
    });
    expect(reply).toMatchObject({
      ok: true,
      value: {
        covers: [],
        gaps: [{ requirementKey: 'R-1', reason: 'The review found failing checks: tests.' }],
      },
    });
  });
});

describe('a plan', () => {
  it('names the service after the document', async () => {
    expect((await planOf(bookings())).name).toBe('meeting-room-booking-service');
    expect((await planOf(espresso())).name).toBe('espresso-machine-handbook');
    const untitled = {
      requirements: [],
      documents: [{ id: 'd', name: 'Shop floor.md', text: 'No heading.' }],
    };
    expect((await planOf(untitled)).name).toBe('shop-floor');
    const spec = {
      requirements: [],
      documents: [{ id: 'd', name: 'todo-spec.md', text: '# Specification\n' }],
    };
    expect((await planOf(spec)).name).toBe('todo');
  });

  it('lets no two tasks that may run side by side expect the same file', async () => {
    const { tasks } = await planOf(bookings());
    const above = new Map<string, Set<string>>();
    for (const task of tasks) {
      const all = task.dependsOn.flatMap((key) => [key, ...(above.get(key) ?? [])]);
      above.set(task.key, new Set(all));
    }
    for (const one of tasks) {
      for (const other of tasks) {
        if (one === other || above.get(one.key)?.has(other.key) || above.get(other.key)?.has(one.key))
          continue;
        expect(one.expects.filter((path) => other.expects.includes(path))).toEqual([]);
      }
    }
  });

  it('has no giant task', async () => {
    for (const source of [bookings(), espresso()]) {
      const sizes = (await planOf(source)).tasks.map((task) => task.requirementKeys.length);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(20);
    }
  });

  it('understands most of the sample and builds all of what it understands', async () => {
    const { summary } = await planOf(bookings());
    const [, total, built] =
      /Of (\d+) requirements the built-in rules can build and test (\d+)/.exec(summary) ?? [];
    expect(Number(total)).toBeGreaterThanOrEqual(45);
    expect(Number(built) / Number(total)).toBeGreaterThan(0.8);
  });
});
