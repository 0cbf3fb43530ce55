import { useEffect, useRef } from 'react';
import type { Attempt } from '#shared/model/attempt.ts';
import { Empty } from '../../parts/empty.tsx';
import classes from './log.module.css';
import { useLog } from './use-log.ts';

export function Log({ attempt }: { attempt: Attempt | undefined }) {
  const { lines, truncated } = useLog(attempt);
  const end = useRef<HTMLLIElement>(null);
  const following = useRef(true);
  const last = lines.at(-1)?.line;
  useEffect(() => {
    if (last !== undefined && following.current) end.current?.scrollIntoView({ block: 'nearest' });
  }, [last]);
  if (lines.length === 0) {
    return (
      <Empty
        text="No log lines"
        next={
          attempt
            ? 'The agent of this attempt has not said anything yet.'
            : 'They begin with the first attempt.'
        }
      />
    );
  }
  return (
    <ol
      className={classes.log}
      aria-label="Log"
      onWheel={() => {
        following.current = false;
      }}
    >
      {truncated && <li className="soft">Earlier lines are left out here; the host keeps them.</li>}
      {lines.map(({ line, at, text }) => (
        <li key={line}>
          <time dateTime={new Date(at).toISOString()}>{clock(at)}</time>
          <span>{text}</span>
        </li>
      ))}
      <li ref={end} />
    </ol>
  );
}

function clock(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB');
}
