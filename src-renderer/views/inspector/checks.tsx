import { judge } from '#shared/judge.ts';
import type { Attempt } from '#shared/model/attempt.ts';
import type { Check, Finding } from '#shared/model/check.ts';
import { Empty } from '../../parts/empty.tsx';
import { SEVERITY_MARKS, VERDICT_MARKS } from '../../parts/marks.ts';
import { StateMark } from '../../parts/state-mark.tsx';
import { duration } from '../../state/time.ts';
import classes from './checks.module.css';

export function Checks({ attempt, checks }: { attempt: Attempt | undefined; checks: readonly Check[] }) {
  if (checks.length === 0) {
    return (
      <Empty
        text="No checks yet"
        next={attempt ? 'They run as soon as this attempt has delivered.' : 'They follow the first attempt.'}
      />
    );
  }
  const { verdict, score, reasons } = judge(checks);
  return (
    <ul className={classes.checks}>
      <li>
        <p className={classes.head}>
          <StateMark mark={VERDICT_MARKS[verdict]} />
          <strong>{score} of 100</strong>
        </p>
        {reasons.map((reason) => (
          <p key={reason} className="soft">
            {reason}
          </p>
        ))}
      </li>
      {checks.map((check) => (
        <li key={check.id}>
          <p className={classes.head}>
            <StateMark mark={VERDICT_MARKS[check.verdict]} />
            <strong>{check.kind}</strong>
            <span className="soft">{duration(check.durationMs)}</span>
          </p>
          <p className="soft">{check.summary}</p>
          {check.findings.length > 0 && (
            <ul className={classes.findings}>
              {check.findings.map((finding) => (
                <FindingItem key={JSON.stringify(finding)} finding={finding} />
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}

function FindingItem({ finding: { severity, rule, message, file, line, hint } }: { finding: Finding }) {
  return (
    <li>
      <StateMark mark={SEVERITY_MARKS[severity]} iconOnly />
      <div>
        <p>{message}</p>
        {hint && <p className="soft">{hint}</p>}
        <p className={`mono ${classes.place}`}>
          {file === undefined ? rule : `${file}${line === undefined ? '' : `:${line}`} · ${rule}`}
        </p>
      </div>
    </li>
  );
}
