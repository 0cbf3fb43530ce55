import { useMemo } from 'react';
import type { Decision } from '#shared/model/decision.ts';
import { Empty } from '../../parts/empty.tsx';
import lists from '../../parts/list.module.css';
import { useRows } from '../../state/desk.tsx';
import { adjust } from '../../state/route.ts';
import { closedDecisions, openDecisions } from '../../state/select.ts';
import { moment } from '../../state/time.ts';
import { DecisionDetail } from './decision-detail.tsx';
import classes from './inbox.module.css';
import { outcome } from './outcome.ts';

const HISTORY = 50;

/** What needs a person: open decisions first, what was decided below. */
export function Inbox({ decisionId }: { decisionId: string | undefined }) {
  const rows = useRows('decision');
  const open = useMemo(() => openDecisions(rows), [rows]);
  const closed = useMemo(() => closedDecisions(rows).slice(0, HISTORY), [rows]);
  const chosen = rows.get(decisionId ?? '') ?? open[0];
  if (!chosen && closed.length === 0) {
    return (
      <Empty
        text="Nothing needs you"
        next="Questions of a run come here: a plan to approve, a task that is stuck."
      />
    );
  }
  return (
    <div className={classes.inbox}>
      <div className={classes.list}>
        <h1 className={classes.title}>Inbox</h1>
        {open.length === 0 && (
          <p className={`soft ${classes.quiet}`}>Nothing needs you. The work goes on by itself.</p>
        )}
        <Group label={`Open (${open.length})`} decisions={open} chosen={chosen} />
        <Group label="Decided" decisions={closed} chosen={chosen} />
      </div>
      <div className={classes.detail}>
        {chosen ? (
          <DecisionDetail key={chosen.id} decision={chosen} />
        ) : (
          <Empty
            text="Nothing needs you"
            next="Choose a past decision to see what was answered, or go back to the run."
          />
        )}
      </div>
    </div>
  );
}

type GroupProps = { label: string; decisions: readonly Decision[]; chosen: Decision | undefined };

function Group({ label, decisions, chosen }: GroupProps) {
  if (decisions.length === 0) return null;
  return (
    <section aria-label={label}>
      <h2 className={classes.group}>{label}</h2>
      {decisions.map((decision) => (
        <DecisionRow key={decision.id} decision={decision} chosen={decision.id === chosen?.id} />
      ))}
    </section>
  );
}

function DecisionRow({ decision, chosen }: { decision: Decision; chosen: boolean }) {
  const run = useRows('run').get(decision.runId);
  return (
    <button
      type="button"
      data-row
      className={`${lists.row} ${classes.row}`}
      aria-current={chosen}
      onFocus={() => chosen || adjust({ decisionId: decision.id })}
      onClick={() => document.querySelector<HTMLElement>('[data-recommended]')?.focus()}
    >
      <span className={classes.rowTitle}>{decision.title}</span>
      <span className={`soft ${classes.rowFacts}`}>
        <span className="cut">{decision.state === 'open' ? (run?.title ?? '') : outcome(decision)}</span>
        <span className={classes.when}>{moment(decision.answer?.at ?? decision.askedAt)}</span>
      </span>
    </button>
  );
}
