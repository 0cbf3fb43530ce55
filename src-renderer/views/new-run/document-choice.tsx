import { Button, CloseButton, FileButton, Textarea } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useState } from 'react';
import { bytes } from '../../state/time.ts';
import { ACCEPTED, type Draft } from './documents.ts';
import classes from './new-run.module.css';

type Props = {
  documents: readonly Draft[];
  problems: readonly string[];
  pasted: string;
  onPaste: (text: string) => void;
  onAdd: (files: readonly File[]) => void;
  onRemove: (name: string) => void;
};

export function DocumentChoice({ documents, problems, pasted, onPaste, onAdd, onRemove }: Props) {
  const [over, setOver] = useState(false);
  return (
    <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
      <legend className={classes.label}>Requirement documents</legend>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is extra; the button beside it does the same */}
      <div
        className={classes.drop}
        data-over={over}
        onDragOver={() => setOver(true)}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          event.stopPropagation();
          setOver(false);
          onAdd([...event.dataTransfer.files]);
        }}
      >
        <IconFileImport size={20} stroke={1.5} aria-hidden />
        <p>Drop Markdown, text, HTML, PDF or Word files here</p>
        <FileButton multiple accept={ACCEPTED} onChange={onAdd}>
          {(props) => (
            <Button variant="default" {...props}>
              Choose files
            </Button>
          )}
        </FileButton>
      </div>
      {problems.length > 0 && (
        <ul className={classes.problems} role="alert">
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
      {documents.length > 0 && (
        <ul className={classes.documents} aria-label="Documents">
          {documents.map(({ name, bytes: size }) => (
            <li key={name}>
              <span>{name}</span>
              <span className="soft">{bytes(size)}</span>
              <CloseButton size="sm" aria-label={`Remove ${name}`} onClick={() => onRemove(name)} />
            </li>
          ))}
        </ul>
      )}
      <Textarea
        aria-label="Or paste the text"
        placeholder="… or paste the text of a requirement document"
        data-autofocus
        autosize
        minRows={4}
        maxRows={10}
        value={pasted}
        onChange={(event) => onPaste(event.currentTarget.value)}
      />
    </fieldset>
  );
}
