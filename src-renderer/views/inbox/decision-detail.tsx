import { Kbd, Textarea } from '@mantine/core';
import { IconAlertTriangle, IconClock } from '@tabler/icons-react';
import { useState } from 'react';
import type { Decision, DecisionKind, DecisionOption } from '#shared/model/decision.ts';
import { useKeys } from '../../parts/keys.ts';
import { RISK_TONES } from '../../parts/marks.ts';
import { StateMark } from '../../parts/state-mark.tsx';
import { useAct } from '../../state/act.ts';
import { useRows } from '../../state/desk.tsx';
import { adjust, formatRoute } from '../../state/route.ts';
import { duration, moment, useNow } from '../../state/time.ts';
import classes from './decision-detail.module.css';
import { outcome } from './outcome.ts';

/** What to look at before deciding, where the run view shows it. */
const LOOK: Partial<Record<DecisionKind, string>> = {
  accept_requirements: 'Look at the requirements',
  approve_plan: 'Look at the tasks and what they cover',
  approve_replan: 'Look at the new tasks and what they cover',
};

export function DecisionDetail({ decision }: { decision: Decision }) {
  const { act, busy } = useAct();
  const [note, setNote] = useState('');
  const open = decision.state === 'open';
  const look = LOOK[decision.kind];
  const answer = async ({ id, label }: DecisionOption) => {
    if (!open || busy) return;
    const given = note.trim();
    const input = { decisionId: decision.id, optionId: id, ...(given === '' ? {} : { note: given }) };
    const answered = await act((api) => api.decisions.answer(input), `Answered: ${label}.`);
    if (answered) adjust({ decisionId: undefined });
  };
  const recommended = decision.options.find(({ id }) => id === decision.defaultOption);
  useKeys([
    ['a', () => recommended && void answer(recommended)],
    ...decision.options
      .slice(0, 9)
      .map((option, index): [string, () => void] => [String(index + 1), () => void answer(option)]),
  ]);
  return (
    <article className={classes.detail}>
      <Facts decision={decision} />
      <h2 className={classes.title}>{decision.title}</h2>
      <p className={classes.context}>{decision.context}</p>
      {look && (
        <a className={classes.look} href={formatRoute({ view: 'run', runId: decision.runId })}>
          {look}
        </a>
      )}
      {!open && <p className={classes.outcome}>{outcome(decision)}</p>}
      {decision.answer?.note && <p className={classes.context}>“{decision.answer.note}”</p>}
      <ol className={classes.options} aria-label="Options">
        {decision.options.map((option, index) => (
          <li key={option.id}>
            <Option
              option={option}
              number={index + 1}
              recommended={option.id === decision.defaultOption}
              chosen={decision.answer?.optionId === option.id}
              disabled={!open || busy}
              onChoose={() => void answer(option)}
            />
          </li>
        ))}
      </ol>
      {open && (
        <Textarea
          label="Note"
          description="Kept with the answer; agents read it. Optional."
          autosize
          minRows={2}
          maxRows={8}
          maxLength={4000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      )}
    </article>
  );
}

function Facts({ decision }: { decision: Decision }) {
  const run = useRows('run').get(decision.runId);
  const task = useRows('task').get(decision.taskId ?? '');
  const { deadlineAt, state, risk } = decision;
  const now = useNow(state === 'open' && deadlineAt !== undefined);
  return (
    <div className={classes.facts}>
      <StateMark mark={{ label: `${risk} risk`, tone: RISK_TONES[risk], icon: IconAlertTriangle }} />
      {run && <a href={formatRoute({ view: 'run', runId: run.id })}>{run.title}</a>}
      {task && (
        <a href={formatRoute({ view: 'run', runId: decision.runId, taskId: task.id })}>
          {task.key}: {task.title}
        </a>
      )}
      <span className="soft">asked {moment(decision.askedAt)}</span>
      {state === 'open' && deadlineAt !== undefined && (
        <span className="soft">
          <IconClock size={13} aria-hidden /> recommended option is taken in{' '}
          {duration(Math.max(0, deadlineAt - now))}
        </span>
      )}
    </div>
  );
}

type OptionProps = {
  option: DecisionOption;
  number: number;
  recommended: boolean;
  chosen: boolean;
  disabled: boolean;
  onChoose: () => void;
};

function Option({ option, number, recommended, chosen, disabled, onChoose }: OptionProps) {
  return (
    <button
      type="button"
      className={classes.option}
      disabled={disabled}
      data-recommended={(recommended && !disabled) || undefined}
      data-chosen={chosen || undefined}
      onClick={onChoose}
    >
      <span className={classes.label}>
        {option.label}
        {recommended && <span className={classes.hint}>recommended</span>}
        {chosen && <span className={classes.hint}>chosen</span>}
      </span>
      <span className="soft">{option.consequence}</span>
      {!disabled && (
        <span className={classes.keys} aria-hidden>
          {recommended && <Kbd size="xs">A</Kbd>}
          <Kbd size="xs">{number}</Kbd>
        </span>
      )}
    </button>
  );
}
