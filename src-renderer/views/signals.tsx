import {
  IconAlertTriangle,
  IconBulb,
  IconFileDescription,
  IconMessageQuestion,
  IconPlugConnected,
} from '@tabler/icons-react';
import { useMemo } from 'react';
import type { Run } from '#shared/model/run.ts';
import type { Signal, SignalType } from '#shared/model/signal.ts';
import { Empty } from '../parts/empty.tsx';
import lists from '../parts/list.module.css';
import { type Mark, RISK_TONES } from '../parts/marks.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { useRows } from '../state/desk.tsx';
import { adjust } from '../state/route.ts';
import { moment } from '../state/time.ts';
import classes from './signals.module.css';

const TYPES: Record<SignalType, { label: string; icon: Mark['icon'] }> = {
  requirement: { label: 'Requirement', icon: IconFileDescription },
  decision_needed: { label: 'Decision needed', icon: IconMessageQuestion },
  innovation: { label: 'Idea', icon: IconBulb },
  quality_issue: { label: 'Quality issue', icon: IconAlertTriangle },
  integration: { label: 'Integration', icon: IconPlugConnected },
};

export function Signals({ run }: { run: Run | undefined }) {
  const rows = useRows('signal');
  const signals = useMemo(
    () => [...rows.values()].filter(({ runId }) => runId === run?.id).sort((a, b) => b.raisedAt - a.raisedAt),
    [rows, run?.id],
  );
  return (
    <div className={lists.page}>
      <div className={lists.top}>
        <h1>Signals</h1>
      </div>
      <section className={lists.panel} aria-label="Signals">
        {signals.map((signal) => (
          <SignalRow key={signal.id} signal={signal} />
        ))}
        {signals.length === 0 && (
          <Empty text="No signals" next="Gaps, quality issues and ideas show here as a run notices them." />
        )}
      </section>
    </div>
  );
}

function SignalRow({ signal }: { signal: Signal }) {
  const task = useRows('task').get(signal.taskId ?? '');
  const agent = useRows('agent').get(signal.source.replace(/^agent:/, ''));
  const source = agent?.name ?? `the ${signal.source}`;
  const { label, icon } = TYPES[signal.type];
  return (
    <article className={`${lists.row} ${classes.row}`}>
      <span className={classes.type}>
        <StateMark mark={{ label, icon, tone: RISK_TONES[signal.urgency] }} />
      </span>
      <div className={lists.grow}>
        <p className={classes.title}>{signal.title}</p>
        <p className={`soft ${classes.detail}`}>{signal.detail}</p>
        <p className={classes.facts}>
          {signal.urgency} urgency · {signal.impact} impact · {Math.round(signal.confidence * 100)} % sure ·
          noticed by {source}
          {signal.requirementKey && ` · ${signal.requirementKey}`}
        </p>
      </div>
      {task && (
        <button type="button" data-row className={classes.task} onClick={() => adjust({ taskId: task.id })}>
          Open {task.key}
        </button>
      )}
      <span className={lists.right}>{moment(signal.raisedAt)}</span>
    </article>
  );
}
