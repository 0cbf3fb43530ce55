import { useCallback, useEffect, useState } from 'react';
import type { Policy, Project } from '#shared/model/project.ts';
import type { Api } from '../../link/link.ts';
import { useAct } from '../../state/act.ts';
import { useRows } from '../../state/desk.tsx';
import { go } from '../../state/route.ts';
import { type Draft, pastedDocument, readFiles, titleOf } from './documents.ts';
import { NEW_PROJECT, type ProjectDraft } from './project-choice.tsx';
import { useFolderFor } from './use-folder-for.ts';

/** Documents of the run to be: added files, what could not be used of them, and pasted text. */
export function useDocuments(files: readonly File[]) {
  const [added, setAdded] = useState<readonly Draft[]>([]);
  const [problems, setProblems] = useState<readonly string[]>([]);
  const [pasted, setPasted] = useState('');
  const add = useCallback(async (more: readonly File[]) => {
    const read = await readFiles(more);
    setProblems(read.problems);
    const names = new Set(read.documents.map(({ name }) => name));
    setAdded((before) => [...before.filter(({ name }) => !names.has(name)), ...read.documents]);
  }, []);
  useEffect(() => void add(files), [add, files]);
  return {
    added,
    problems,
    pasted,
    setPasted,
    add,
    remove: (name: string) => setAdded(added.filter((one) => one.name !== name)),
    all: pasted.trim() === '' ? added : [...added, pastedDocument(pasted)],
  };
}

/** The project of the run to be. What nobody typed follows from the first document. */
export function useProject(documents: readonly Draft[]) {
  const rows = useRows('project');
  const projects: Project[] = [...rows.values()].sort((a, b) => b.createdAt - a.createdAt);
  const folderFor = useFolderFor();
  const [typed, setTyped] = useState<Partial<ProjectDraft>>({});
  const name = typed.name ?? (documents[0] ? titleOf(documents[0]) : '');
  const project: ProjectDraft = {
    id: typed.id ?? projects[0]?.id ?? NEW_PROJECT,
    name,
    root: typed.root ?? folderFor(name),
  };
  return {
    projects,
    project,
    change: (part: Partial<ProjectDraft>) => setTyped((before) => ({ ...before, ...part })),
    named: project.id !== NEW_PROJECT || project.root.trim() !== '',
  };
}

/** Makes the project where it is new, starts the run, and goes there. */
export function useStart({ project, change }: ReturnType<typeof useProject>, onStarted: () => void) {
  const { act, busy } = useAct();
  const projectId = async (api: Api, policy: Policy): Promise<string> => {
    if (project.id !== NEW_PROJECT) return project.id;
    const name = project.name.trim();
    const root = project.root.trim();
    const made = await api.projects.create({ root, policy, ...(name === '' ? {} : { name }) });
    // Should the run be refused, the next try uses this project instead of making it again.
    change({ id: made.id });
    return made.id;
  };
  const start = async (policy: Policy, drafts: readonly Draft[]): Promise<void> => {
    const documents = drafts.map(({ name, content }) => ({ name, content }));
    const [first] = drafts;
    const title = first === undefined ? undefined : titleOf(first);
    const run = await act(async (api) =>
      api.runs.start({
        projectId: await projectId(api, policy),
        policy,
        documents,
        ...(title === undefined ? {} : { title }),
      }),
    );
    if (!run) return;
    onStarted();
    go({ view: 'run', runId: run.id });
  };
  return { start, busy };
}
