import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import type { Policy } from '#shared/model/project.ts';
import { count } from '../../state/time.ts';
import { DocumentChoice } from './document-choice.tsx';
import classes from './new-run.module.css';
import { PolicyChoice } from './policy-choice.tsx';
import { ProjectChoice } from './project-choice.tsx';
import { useDocuments, useProject, useStart } from './use-new-run.ts';

export function NewRun({ files, onClose }: { files: readonly File[]; onClose: () => void }) {
  const documents = useDocuments(files);
  const project = useProject(documents.all);
  const [policy, setPolicy] = useState<Policy>('supervised');
  const { start, busy } = useStart(project, onClose);
  const amount = documents.all.length;
  return (
    <Modal opened onClose={onClose} title="New run" size="lg" closeOnClickOutside={amount === 0}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          void start(policy, documents.all);
        }}
      >
        <DocumentChoice
          documents={documents.added}
          problems={documents.problems}
          pasted={documents.pasted}
          onPaste={documents.setPasted}
          onAdd={documents.add}
          onRemove={documents.remove}
        />
        <ProjectChoice projects={project.projects} project={project.project} onChange={project.change} />
        <PolicyChoice policy={policy} onChange={setPolicy} />
        <div className={classes.end}>
          <span className="soft">{missing(amount, project.named)}</span>
          <Button variant="default" size="sm" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" size="sm" loading={busy} disabled={amount === 0 || !project.named}>
            Start
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function missing(documents: number, hasProject: boolean): string {
  if (documents === 0) return 'Add or paste a document first.';
  return hasProject ? count(documents, 'document') : 'Name a folder for the project.';
}
