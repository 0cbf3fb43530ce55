import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Capsule } from '#shared/model/capsule.ts';
import { useAct } from '../../state/act.ts';
import { useDesk, useRows } from '../../state/desk.tsx';
import classes from './export-form.module.css';

type Format = 'folder' | 'zip';

export function ExportForm({ capsule, onDone }: { capsule: Capsule; onDone: () => void }) {
  const { notices } = useDesk();
  const { act, busy } = useAct();
  const root = useRows('project').get(capsule.projectId)?.root ?? '';
  const [format, setFormat] = useState<Format>('zip');
  const [typed, setTyped] = useState<string>();
  const target = typed ?? suggestion(root, capsule, format);
  const run = async () => {
    const input = { capsuleId: capsule.id, format, target: target.trim() };
    const written = await act((api) => api.capsules.export(input));
    if (!written) return;
    notices.show({ tone: 'good', text: `Written to ${written.path}` });
    onDone();
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <SegmentedControl
        size="xs"
        aria-label="Format"
        value={format}
        onChange={(value) => setFormat(value === 'zip' ? 'zip' : 'folder')}
        data={[
          { value: 'zip', label: 'Zip file' },
          { value: 'folder', label: 'Folder' },
        ]}
      />
      <TextInput
        className={classes.target ?? ''}
        size="xs"
        aria-label="Path to export to"
        description="An absolute path that does not exist yet."
        inputWrapperOrder={['input', 'description']}
        value={target}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Button type="submit" loading={busy} disabled={target.trim() === ''}>
        Export
      </Button>
    </form>
  );
}

/** Beside the workspace, so that an export never becomes part of it. */
function suggestion(root: string, { name, version }: Capsule, format: Format): string {
  const separator = root.includes('\\') ? '\\' : '/';
  const parent = root.slice(0, Math.max(0, root.lastIndexOf(separator)));
  const file = `${name}-${version}`.toLowerCase().replace(/[^a-z0-9.]+/g, '-');
  return `${parent}${separator}${file}${format === 'zip' ? '.zip' : ''}`;
}
