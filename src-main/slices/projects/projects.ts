import { isAbsolute } from 'node:path';
import { fail, ok } from '#shared/faults.ts';
import {
  DEFAULT_SETTINGS,
  type Project,
  type ProjectOrigin,
  type ProjectSettings,
} from '#shared/model/project.ts';
import type { Appliers, Deciders } from '../../engine/slice.ts';
import { jsonCodec, optionalJson } from '../../store/codec.ts';
import type { Db } from '../../store/database.ts';

export type ProjectRows = {
  get(id: string): Project | undefined;
  byRoot(root: string): Project | undefined;
  list(): Project[];
};

type Row = Omit<Project, 'settings' | 'origin'> & { settings: string | null; origin: string | null };

const COLUMNS = 'id, name, root, policy, settings, origin, created_at AS createdAt';
const originColumn = optionalJson(jsonCodec<ProjectOrigin>('projects.origin'));
const settingsColumn = optionalJson(jsonCodec<ProjectSettings>('projects.settings'));

export function createProjects(db: Db): {
  rows: ProjectRows;
  decide: Deciders<'projects.create' | 'projects.move' | 'projects.configure'>;
  apply: Appliers;
} {
  const get = db.prepare(`SELECT ${COLUMNS} FROM projects WHERE id = ?`);
  const byRoot = db.prepare(`SELECT ${COLUMNS} FROM projects WHERE root = ?`);
  const list = db.prepare(`SELECT ${COLUMNS} FROM projects ORDER BY id`);
  const insert = db.prepare(
    'INSERT INTO projects (id, name, root, policy, settings, origin, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const move = db.prepare('UPDATE projects SET root = ? WHERE id = ?');
  const configure = db.prepare('UPDATE projects SET settings = ? WHERE id = ?');
  const rows: ProjectRows = {
    get: (id) => toProject(get.get(id) as Row | undefined),
    byRoot: (root) => toProject(byRoot.get(root) as Row | undefined),
    list: () => (list.all() as Row[]).map((row) => toProject(row)),
  };
  return {
    rows,
    decide: {
      'projects.create'({ projectId, name, root, policy, settings, origin }, { now }) {
        if (!isAbsolute(root)) return fail('invalid_input', `The workspace path "${root}" is not absolute.`);
        if (rows.byRoot(root))
          return fail('conflict', `There already is a project in ${root}.`, { hint: 'Open that one.' });
        return ok([
          {
            type: 'project.created',
            project: {
              id: projectId,
              name,
              root,
              policy,
              settings: settings ?? DEFAULT_SETTINGS,
              ...(origin ? { origin } : {}),
              createdAt: now,
            },
          },
        ]);
      },
      'projects.move'({ projectId, root }) {
        const project = rows.get(projectId);
        if (!project) return fail('not_found', `There is no project ${projectId}.`);
        if (!isAbsolute(root)) return fail('invalid_input', `The workspace path "${root}" is not absolute.`);
        if (project.root === root) return ok([]);
        if (rows.byRoot(root)) return fail('conflict', `There already is a project in ${root}.`);
        return ok([{ type: 'project.moved', projectId, root }]);
      },
      'projects.configure'({ projectId, settings }) {
        if (!rows.get(projectId)) return fail('not_found', `There is no project ${projectId}.`);
        return ok([{ type: 'project.configured', projectId, settings }]);
      },
    },
    apply: {
      'project.created': ({ project }) => {
        const settings = settingsColumn.encode(project.settings);
        const { id, name, root, policy, createdAt } = project;
        insert.run(id, name, root, policy, settings, originColumn.encode(project.origin), createdAt);
      },
      'project.moved': ({ projectId, root }) => void move.run(root, projectId),
      'project.configured': ({ projectId, settings }) => {
        configure.run(settingsColumn.encode(settings), projectId);
      },
    },
  };
}

function toProject(row: Row): Project;
function toProject(row: Row | undefined): Project | undefined;
function toProject(row: Row | undefined): Project | undefined {
  if (!row) return undefined;
  const { settings, origin, ...project } = row;
  const made = originColumn.decode(origin);
  return {
    ...project,
    settings: { ...DEFAULT_SETTINGS, ...settingsColumn.decode(settings) },
    ...(made ? { origin: made } : {}),
  };
}
