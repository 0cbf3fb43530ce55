import { isAbsolute } from 'node:path';
import { fail, ok } from '#shared/faults.ts';
import type { Project } from '#shared/model/project.ts';
import type { Appliers, Deciders } from '../../engine/slice.ts';
import type { Db } from '../../store/database.ts';

export type ProjectRows = {
  get(id: string): Project | undefined;
  byRoot(root: string): Project | undefined;
  list(): Project[];
};

const COLUMNS = 'id, name, root, policy, created_at AS createdAt';

export function createProjects(db: Db): {
  rows: ProjectRows;
  decide: Deciders<'projects.create'>;
  apply: Appliers;
} {
  const get = db.prepare(`SELECT ${COLUMNS} FROM projects WHERE id = ?`);
  const byRoot = db.prepare(`SELECT ${COLUMNS} FROM projects WHERE root = ?`);
  const list = db.prepare(`SELECT ${COLUMNS} FROM projects ORDER BY id`);
  const insert = db.prepare(
    'INSERT INTO projects (id, name, root, policy, created_at) VALUES (?, ?, ?, ?, ?)',
  );
  const rows: ProjectRows = {
    get: (id) => get.get(id) as Project | undefined,
    byRoot: (root) => byRoot.get(root) as Project | undefined,
    list: () => list.all() as Project[],
  };
  return {
    rows,
    decide: {
      'projects.create'({ projectId, name, root, policy }, { now }) {
        if (!isAbsolute(root)) return fail('invalid_input', `The workspace path "${root}" is not absolute.`);
        if (rows.byRoot(root))
          return fail('conflict', `There already is a project in ${root}.`, { hint: 'Open that one.' });
        return ok([
          { type: 'project.created', project: { id: projectId, name, root, policy, createdAt: now } },
        ]);
      },
    },
    apply: {
      'project.created': ({ project }) => {
        insert.run(project.id, project.name, project.root, project.policy, project.createdAt);
      },
    },
  };
}
