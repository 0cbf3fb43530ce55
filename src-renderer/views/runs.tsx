import { Button } from '@mantine/core';
import { IconFileImport, IconPlus } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { Run } from '#shared/model/run.ts';
import { Empty } from '../parts/empty.tsx';
import lists from '../parts/list.module.css';
import { runMark } from '../parts/marks.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { useRows } from '../state/desk.tsx';
import { go } from '../state/route.ts';
import { newestFirst, ofRun, openDecisions, tally } from '../state/select.ts';
import { duration, moment, useNow } from '../state/time.ts';
import classes from './runs.module.css';

export function Runs({ onNewRun }: { onNewRun: () => void }) {
  const rows = useRows('run');
  const runs = useMemo(() => newestFirst(rows), [rows]);
  if (runs.length === 0) {
    return (
      <div className={classes.start}>
        <IconFileImport size={40} stroke={1.2} aria-hidden />
        <Empty
          text="No run yet"
          next="Drop a requirement document (Markdown, text, HTML, PDF or Word) anywhere on this page, or start a run."
        >
          <Button size="sm" leftSection={<IconPlus size={16} />} onClick={onNewRun}>
            New run
          </Button>
        </Empty>
        <ol className={classes.way}>
          <li>You hand in what is wanted, as a document.</li>
          <li>Every requirement is traced to its line; you accept them.</li>
          <li>A plan of tasks is proposed; you approve it.</li>
          <li>Agents build it, checks prove it, a capsule holds the result.</li>
        </ol>
      </div>
    );
  }
  return (
    <div className={lists.page}>
      <div className={lists.top}>
        <h1>Runs</h1>
        <Button leftSection={<IconPlus size={15} />} onClick={onNewRun}>
          New run
        </Button>
      </div>
      <ul className={lists.panel}>
        {runs.map((run) => (
          <li key={run.id}>
            <RunRow run={run} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function RunRow({ run }: { run: Run }) {
  const project = useRows('project').get(run.projectId);
  const tasks = useRows('task');
  const decisions = useRows('decision');
  const { done, total } = useMemo(() => tally(ofRun(tasks, run.id)), [tasks, run.id]);
  const waits = openDecisions(decisions).some(({ runId }) => runId === run.id);
  const now = useNow(run.endedAt === undefined);
  return (
    <button
      type="button"
      data-row
      className={`${lists.row} ${classes.row}`}
      onClick={() => go({ view: 'run', runId: run.id })}
    >
      <span className={lists.grow}>
        <span className={classes.title}>{run.title}</span>
        <span className="soft"> in {project?.name ?? 'an unknown project'}</span>
      </span>
      <span className={classes.state}>
        <StateMark mark={runMark(run, waits)} />
      </span>
      <span className={classes.tasks}>{total === 0 ? 'no tasks yet' : `${done} of ${total} tasks done`}</span>
      <span className={classes.when}>{moment(run.openedAt, now)}</span>
      <span className={classes.length}>{duration((run.endedAt ?? now) - run.openedAt)}</span>
    </button>
  );
}
