import { Button } from '@mantine/core';
import { IconAlertTriangle, IconBox, IconHandStop } from '@tabler/icons-react';
import type { Capsule } from '#shared/model/capsule.ts';
import type { Decision } from '#shared/model/decision.ts';
import type { Run } from '#shared/model/run.ts';
import { useRows } from '../../state/desk.tsx';
import { go } from '../../state/route.ts';
import classes from './run-note.module.css';

/** The one thing to know about a run now: why it failed, what it waits for, or what came out. */
export function RunNote({ run, decisions }: { run: Run; decisions: readonly Decision[] }) {
  const capsules = useRows('capsule');
  const capsule = [...capsules.values()].find(({ runId, state }) => runId === run.id && state === 'packed');
  if (run.fault) {
    return (
      <div className={classes.note} data-tone="bad" role="alert">
        <IconAlertTriangle size={17} aria-hidden />
        <div className={classes.words}>
          <p>{run.fault.message}</p>
          {run.fault.hint && <p className="soft">{run.fault.hint}</p>}
        </div>
      </div>
    );
  }
  const [first] = decisions;
  if (!first) return capsule ? <CapsuleNote capsule={capsule} /> : null;
  const others = decisions.length - 1;
  return (
    <div className={classes.note} data-tone="wait">
      <IconHandStop size={17} aria-hidden />
      <p className={classes.words}>
        {first.title}
        {others > 0 && <span className="soft"> and {others} more</span>}
      </p>
      <Button onClick={() => go({ view: 'inbox', runId: run.id, decisionId: first.id })}>Decide</Button>
    </div>
  );
}

function CapsuleNote({ capsule }: { capsule: Capsule }) {
  return (
    <div className={classes.note} data-tone={capsule.complete ? 'good' : 'wait'}>
      <IconBox size={17} aria-hidden />
      <p className={classes.words}>
        {capsule.name} <span className="mono">{capsule.version}</span> holds the result
        {!capsule.complete && ', as far as it came'}.
      </p>
      <Button variant="default" onClick={() => go({ view: 'capsules', runId: capsule.runId })}>
        Open the capsule
      </Button>
    </div>
  );
}
