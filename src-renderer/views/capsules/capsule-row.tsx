import { Button, CopyButton } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconCopy,
  IconHourglass,
  IconPackage,
  IconShieldCheck,
} from '@tabler/icons-react';
import { useState } from 'react';
import type { CapsuleReport } from '#shared/contract/capsules.ts';
import type { Capsule } from '#shared/model/capsule.ts';
import type { Mark } from '../../parts/marks.ts';
import { StateMark } from '../../parts/state-mark.tsx';
import { useAct } from '../../state/act.ts';
import { useRows } from '../../state/desk.tsx';
import { bytes, count, moment } from '../../state/time.ts';
import classes from './capsule-row.module.css';
import { ExportForm } from './export-form.tsx';

export function CapsuleRow({ capsule }: { capsule: Capsule }) {
  const { act, busy } = useAct();
  const [report, setReport] = useState<CapsuleReport>();
  const [exporting, setExporting] = useState(false);
  const project = useRows('project').get(capsule.projectId);
  const verify = async () => {
    const verified = await act((api) => api.capsules.verify({ path: capsule.path }));
    if (verified) setReport(verified);
  };
  return (
    <article className={classes.capsule}>
      <div className={classes.head}>
        <h2>
          {capsule.name} <span className="mono">{capsule.version}</span>
        </h2>
        <StateMark mark={markOf(capsule)} pill />
        <span className={`soft ${classes.facts}`}>
          {project?.name} · {count(capsule.files, 'file')} · {bytes(capsule.bytes)} ·{' '}
          {moment(capsule.createdAt)}
        </span>
        {capsule.state === 'packed' && (
          <span className={classes.actions}>
            <Button
              variant="default"
              leftSection={<IconShieldCheck size={15} />}
              loading={busy}
              onClick={verify}
            >
              Verify
            </Button>
            <Button
              variant="default"
              leftSection={<IconPackage size={15} />}
              aria-expanded={exporting}
              onClick={() => setExporting(!exporting)}
            >
              Export
            </Button>
          </span>
        )}
      </div>
      {capsule.path !== '' && <Path path={capsule.path} />}
      {report && <Report report={report} />}
      {exporting && <ExportForm capsule={capsule} onDone={() => setExporting(false)} />}
    </article>
  );
}

function markOf({ state, complete }: Capsule): Mark {
  if (state === 'packing') return { label: 'Packing', tone: 'accent', icon: IconHourglass };
  if (state === 'failed') return { label: 'Could not be packed', tone: 'bad', icon: IconCircleX };
  return complete
    ? { label: 'Complete', tone: 'good', icon: IconCircleCheck }
    : { label: 'Incomplete', tone: 'wait', icon: IconAlertTriangle };
}

function Path({ path }: { path: string }) {
  return (
    <p className={classes.path}>
      <span className="mono">{path}</span>
      <CopyButton value={path}>
        {({ copied, copy }) => (
          <button type="button" onClick={copy} aria-label="Copy the path">
            <IconCopy size={14} aria-hidden /> {copied ? 'copied' : ''}
          </button>
        )}
      </CopyButton>
    </p>
  );
}

function Report({ report }: { report: CapsuleReport }) {
  const problems = [
    ...report.missing.map((path) => `missing: ${path}`),
    ...report.changed.map((path) => `changed: ${path}`),
    ...report.extra.map((path) => `not in the manifest: ${path}`),
  ];
  return (
    <div className={classes.report} data-ok={report.ok} role="status">
      {report.ok ? (
        <StateMark
          mark={{
            label: `Verified: all ${count(report.files, 'file')} match their hashes`,
            tone: 'good',
            icon: IconShieldCheck,
          }}
        />
      ) : (
        <StateMark mark={{ label: 'Does not match its manifest', tone: 'bad', icon: IconCircleX }} />
      )}
      {problems.length > 0 && (
        <ul className="mono">
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
