import { fail, ok } from '#shared/faults.ts';
import type { PlanTemplate } from '#shared/model/plan-template.ts';
import type { Appliers, Deciders } from '../../engine/slice.ts';
import { jsonCodec } from '../../store/codec.ts';
import type { Db } from '../../store/database.ts';

type TemplateCommands = 'templates.save' | 'templates.remove';

const bodies = jsonCodec<PlanTemplate>('templates.body');

export type TemplateRows = ReturnType<typeof createTemplateRows>;

export function createTemplates(db: Db): {
  rows: TemplateRows;
  decide: Deciders<TemplateCommands>;
  apply: Appliers;
} {
  const rows = createTemplateRows(db);
  return {
    rows,
    decide: decideTemplates(rows),
    apply: {
      'template.saved': ({ template }) => rows.insert(template),
      'template.removed': ({ name }) => rows.cancelTemplate(name),
    },
  };
}

function decideTemplates(rows: TemplateRows): Deciders<TemplateCommands> {
  return {
    'templates.save'({ template, replace }) {
      if (!replace && rows.template(template.name)) {
        return fail('conflict', `There is already a template "${template.name}".`, {
          hint: 'It is kept. Take another name, or say that it is to be replaced.',
        });
      }
      return ok([{ type: 'template.saved', template }]);
    },
    'templates.remove'({ name }) {
      if (!rows.template(name)) return fail('not_found', `There is no template "${name}".`);
      return ok([{ type: 'template.removed', name }]);
    },
  };
}

function createTemplateRows(db: Db) {
  const get = db.prepare('SELECT body FROM templates WHERE name = ?').pluck();
  const list = db.prepare('SELECT body FROM templates ORDER BY name').pluck();
  const insert = db.prepare('INSERT OR REPLACE INTO templates (name, body) VALUES (?, ?)');
  const remove = db.prepare('DELETE FROM templates WHERE name = ?');
  return {
    template(name: string): PlanTemplate | undefined {
      const body = get.get(name) as string | undefined;
      return body === undefined ? undefined : bodies.decode(body);
    },
    templates: (): PlanTemplate[] => (list.all() as string[]).map(bodies.decode),
    insert: (template: PlanTemplate) => void insert.run(template.name, bodies.encode(template)),
    cancelTemplate: (name: string) => void remove.run(name),
  };
}
