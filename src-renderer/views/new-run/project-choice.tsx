import { Select, TextInput } from '@mantine/core';
import type { Project } from '#shared/model/project.ts';
import classes from './new-run.module.css';

export const NEW_PROJECT = 'new';

/** An existing project by id, or `NEW_PROJECT` with the name and folder of the one to make. */
export type ProjectDraft = { id: string; name: string; root: string };

type Props = {
  projects: readonly Project[];
  project: ProjectDraft;
  onChange: (part: Partial<ProjectDraft>) => void;
};

export function ProjectChoice({ projects, project, onChange }: Props) {
  return (
    <div className={classes.project}>
      {projects.length > 0 && (
        <Select
          label="Project"
          allowDeselect={false}
          value={project.id}
          data={[
            ...projects.map(({ id, name, root }) => ({ value: id, label: `${name} (${root})` })),
            { value: NEW_PROJECT, label: 'New project…' },
          ]}
          onChange={(id) => onChange({ id: id ?? NEW_PROJECT })}
        />
      )}
      {project.id === NEW_PROJECT && (
        <>
          {projects.length === 0 && <p className={classes.label}>New project</p>}
          <TextInput
            label="Name"
            maxLength={120}
            value={project.name}
            onChange={(event) => onChange({ name: event.currentTarget.value })}
          />
          <TextInput
            label="Folder"
            description="Absolute path; made when missing, and kept under git."
            inputWrapperOrder={['label', 'input', 'description']}
            value={project.root}
            onChange={(event) => onChange({ root: event.currentTarget.value })}
          />
        </>
      )}
    </div>
  );
}
