import { describe, expect, it } from 'vitest';
import { PlanTemplate } from '../model/plan-template.ts';
import type { TaskDraft } from '../model/task.ts';
import { applyTemplate } from './apply-template.ts';
import { checkPlan } from './check-plan.ts';
import { entitiesIn, withName, withPlaces, wordsOf } from './entity-names.ts';
import { saveTemplate } from './save-template.ts';
import { asked, task } from './testing.ts';

const HEADER = { name: 'rest', note: '', savedAt: 5 };
const under = (heading: string) => ({ start: 0, end: 1, line: 1, headings: [heading] });

/** A plan for things: an architecture, a feature for each thing, one with rules, a guide and a review. */
function planFor(names: [one: string, many: string][], keys: (at: number) => string[]): TaskDraft[] {
  const features = names.map(([one, many], at) =>
    task(`T-${at + 2}`, {
      title: `Keep ${many}`,
      brief: `A ${one} for ${keys(at).join(', ')}.`,
      priority: 'critical',
      complexity: 4,
      requirementKeys: keys(at),
      dependsOn: ['T-1'],
      expects: [
        `src/${many.replaceAll(' ', '-')}/${one.replaceAll(' ', '-')}.ts`,
        `tests/${many.replaceAll(' ', '-')}/a.test.ts`,
      ],
    }),
  );
  return [
    task('T-1', { title: 'Draw Shop Service', kind: 'architecture', expects: ['docs/a.md'] }),
    ...features,
    task('T-90', {
      kind: 'review',
      title: 'Check all',
      dependsOn: ['T-1', ...features.map(({ key }) => key)],
    }),
  ];
}

const SHOP = planFor(
  [
    ['meeting room', 'meeting rooms'],
    ['company', 'companies'],
  ],
  (at) => [`R-${at + 1}`],
);
const SHOP_REQUIREMENTS = [
  asked(1, { text: 'A meeting room must have a name.', kind: 'data', source: under('Meeting rooms') }),
  asked(2, { text: 'Companies must be listed.', source: under('Companies') }),
];
const saved = () => saveTemplate(HEADER, 'shop-service', SHOP, SHOP_REQUIREMENTS);

describe('names that come from a document', () => {
  it('are found where title and paths agree, whatever their number', () => {
    expect([...entitiesIn(SHOP)]).toEqual([
      ['T-2', 'meeting room'],
      ['T-3', 'company'],
    ]);
    expect(wordsOf('MeetingRooms, boxes & Companies')).toEqual(['meeting', 'room', 'box', 'company']);
  });

  it('become places and names again in every form', () => {
    const text =
      'meeting rooms, a meeting room, src/meeting-rooms/MeetingRoom.ts meeting_room, roommeeting rooms';
    const general = withPlaces(text, 'meeting room');
    expect(general).toBe(
      '{entities}, a {entity}, src/{kebab entities}/{Pascal entity}.ts {snake entity}, roommeeting rooms',
    );
    expect(withName(general, 'meeting room')).toBe(text);
    expect(withName(general, 'city hall')).toContain(
      'city halls, a city hall, src/city-halls/CityHall.ts city_hall',
    );
    expect(withName('{entity}', '$&')).toBe('$&');
  });
});

describe('a template', () => {
  it('keeps the shape and nothing of the document', () => {
    const template = saved();
    expect(PlanTemplate.parse(JSON.parse(JSON.stringify(template)))).toEqual(template);
    expect(
      template.tasks.map(({ key, title, entity, dependsOn }) => [key, title, entity, dependsOn.join()]),
    ).toEqual([
      ['T-1', 'Draw {Plan Name}', undefined, ''],
      ['T-2', 'Keep {entities}', 1, 'T-1'],
      ['T-3', 'Keep {entities}', 2, 'T-1'],
      ['T-90', 'Check all', undefined, 'T-1,T-2,T-3'],
    ]);
    expect(template.tasks[1]).toMatchObject({
      brief: 'A {entity} for {requirements}.',
      expects: ['src/{kebab entities}/{kebab entity}.ts', 'tests/{kebab entities}/a.test.ts'],
      slots: [{ kind: 'data', section: [], ofEntity: true }],
    });
    expect(JSON.stringify(template)).not.toMatch(/meeting|compan|R-\d/i);
  });

  it('gives another plan its roles, weights and order, and keeps the words and files of that plan', () => {
    const plain = planFor([['tool', 'tools']], () => ['R-7']).map((each): TaskDraft => {
      return {
        ...each,
        priority: 'low',
        complexity: 1,
        ...(each.key === 'T-90' ? { dependsOn: ['T-1'] } : {}),
      };
    });
    const requirements = [asked(7, { text: 'A tool must have a price.', kind: 'data' })];
    const { tasks, said } = applyTemplate(saved(), { name: 'lending', tasks: plain }, requirements);
    expect(said).toEqual([]);
    expect(tasks.map(({ key, title, dependsOn }) => [key, title, dependsOn.join()])).toEqual([
      ['T-1', 'Draw Shop Service', ''],
      ['T-2', 'Keep tools', 'T-1'],
      ['T-90', 'Check all', 'T-1,T-2'],
    ]);
    expect(tasks[1]).toMatchObject({ priority: 'critical', complexity: 4, requirementKeys: ['R-7'] });
    expect(checkPlan(tasks, requirements)).toBeUndefined();
  });

  it('adds what the plan lacks where a requirement fits, and fills in the names', () => {
    const template = saveTemplate(
      HEADER,
      'shop',
      [
        ...SHOP,
        task('T-4', {
          title: 'Measure speed',
          kind: 'quality',
          requirementKeys: ['R-3'],
          dependsOn: ['T-2'],
          expects: ['tests/speed.ts'],
        }),
      ],
      [...SHOP_REQUIREMENTS, asked(3, { kind: 'quality', source: under('Speed') })],
    );
    const requirements = [
      asked(7, { text: 'A tool must have a price.', kind: 'data' }),
      asked(8, { text: 'It must be fast.', kind: 'quality', source: under('Speed') }),
      asked(9, { text: 'Nice colours.', kind: 'constraint', source: under('Looks') }),
    ];
    const left = task('T-5', {
      title: 'Explain the rest',
      kind: 'documentation',
      requirementKeys: ['R-8', 'R-9'],
      dependsOn: ['T-1'],
    });
    const plan = [...planFor([['tool', 'tools']], () => ['R-7']), left];
    const { tasks, said } = applyTemplate(template, { name: 'lending', tasks: plan }, requirements);
    const added = tasks.find(({ title }) => title === 'Measure speed');
    expect(added).toMatchObject({
      key: 'T-91',
      requirementKeys: ['R-8'],
      dependsOn: ['T-2'],
      expects: ['tests/speed.ts'],
    });
    expect(tasks.find(({ key }) => key === 'T-5')?.requirementKeys).toEqual(['R-9']);
    expect(tasks.find(({ key }) => key === 'T-90')?.dependsOn).toContain('T-5');
    expect(said).toEqual(['Nothing in rest fits R-9; it stays in T-5.']);
    expect(checkPlan(tasks, requirements)).toBeUndefined();
  });

  it('keeps what a task was planned to wait for, also where that fits nowhere', () => {
    const template = saved();
    const [first, ...others] = planFor([['tool', 'tools']], () => ['R-7']);
    const odd = task('T-5', { title: 'Odd one out', kind: 'integration', requirementKeys: ['R-9'] });
    const last = others.at(-1);
    if (!first || !last) throw new Error('no tasks');
    const waiting = { ...last, dependsOn: [...last.dependsOn, 'T-5'] };
    const plan = [first, ...others.slice(0, -1), odd, waiting];
    const requirements = [
      asked(7, { text: 'A tool must have a price.', kind: 'data' }),
      asked(9, { text: 'Nice colours.', kind: 'constraint', source: under('Looks') }),
    ];
    const { tasks } = applyTemplate(template, { name: 'lending', tasks: plan }, requirements);
    expect(tasks.find(({ key }) => key === last.key)?.dependsOn).toContain('T-5');
  });

  it('leaves a plan alone when it is applied to the plan it was made from, and says the same each time', () => {
    const again = () => applyTemplate(saved(), { name: 'shop-service', tasks: SHOP }, SHOP_REQUIREMENTS);
    expect(again()).toEqual({ tasks: SHOP, said: [] });
    expect(again()).toEqual(again());
  });

  it('does no harm when it is made by hand and wrong, and takes no long time for a large one', () => {
    const [one, two] = saved().tasks;
    if (!one || !two) throw new Error('no tasks');
    const slots = Array.from({ length: 60 }, (_, at) => ({
      kind: 'data' as const,
      section: [`s${at}`],
      ofEntity: true,
    }));
    const many = Array.from({ length: 500 }, (_, at) => ({
      ...two,
      key: `X-${at}`,
      slots,
      dependsOn: ['none', `X-${at + 1}`],
      entity: (at % 3) + 1,
    }));
    const template: PlanTemplate = { ...saved(), tasks: [{ ...one, dependsOn: ['T-1'] }, ...many] };
    const things = Array.from({ length: 120 }, (_, at): [string, string] => [`thing${at}x`, `thing${at}xs`]);
    const plan = planFor(things, (at) => [`R-${at}`]);
    const requirements = Array.from({ length: 500 }, (_, at) =>
      asked(at, { text: `A thing${at}x must be.`, source: under(`S${at}`) }),
    );
    const left = task('L-1', { requirementKeys: requirements.map(({ key }) => key) });
    const begin = performance.now();
    const { tasks } = applyTemplate(template, { name: 'x', tasks: [...plan, left] }, requirements);
    expect(performance.now() - begin).toBeLessThan(3_000);
    expect(tasks.length).toBeLessThan(700);
  });
});
