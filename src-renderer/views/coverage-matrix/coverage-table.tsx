import type { ReactNode } from 'react';
import { coveringCells } from '#shared/coverage-text.ts';
import type { CheckKind, Verdict } from '#shared/model/check.ts';
import type { CoverageCell, CoverageRow } from '#shared/model/coverage-matrix.ts';
import { COVERAGE_MARKS, TASK_MARKS, VERDICT_MARKS } from '../../parts/marks.ts';
import { Portion } from '../../parts/portion.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { useRows } from '../../state/desk.tsx';
import { adjust } from '../../state/route.ts';
import classes from './coverage-table.module.css';

/** Requirement by task by file by check: a table where there is room, a list of cards where there is none. */
export function CoverageTable({ rows }: { rows: readonly CoverageRow[] }) {
  return (
    <div className={classes.frame}>
      <Portion items={rows} frame={(drawn) => <Table>{drawn}</Table>}>
        {(row) => <Row key={row.key} row={row} />}
      </Portion>
    </div>
  );
}

function Table({ children }: { children: ReactNode }) {
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Requirement</th>
          <th scope="col">Tasks</th>
          <th scope="col">Files</th>
          <th scope="col">Checks</th>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

function Row({ row }: { row: CoverageRow }) {
  const { key, text, level, coverage, reason, tasks } = row;
  const behind = coveringCells(row);
  return (
    <tr className={classes.row}>
      <th scope="row">
        <div className={classes.requirement}>
          <StateMark mark={COVERAGE_MARKS[coverage]} iconOnly />
          <span className={`${classes.key} mono`}>{key}</span>
          <span className={classes.text}>
            {text}
            {reason !== undefined && <span className={classes.reason}>{reason}</span>}
          </span>
          <span className={classes.level} data-level={level}>
            {level}
          </span>
        </div>
      </th>
      <td>
        {tasks.length === 0 && <span className={classes.nothing}>none</span>}
        {tasks.map((task) => (
          <TaskCell key={`${task.taskId}${task.earlierRunId ?? ''}`} task={task} />
        ))}
      </td>
      <td>
        <Files cells={behind} />
      </td>
      <td>
        <Checks cells={behind} />
      </td>
    </tr>
  );
}

function TaskCell({ task }: { task: CoverageCell }) {
  const isHere = useRows('task').has(task.taskId);
  const words = (
    <>
      <StateMark mark={TASK_MARKS[task.state]} iconOnly />
      <span className={`${classes.taskKey} mono`}>{task.key}</span>
      <span className={classes.title}>
        {task.title}
        {task.earlierRunId !== undefined && <span className="soft"> · earlier run</span>}
      </span>
    </>
  );
  if (!isHere) return <div className={classes.task}>{words}</div>;
  return (
    <button
      type="button"
      data-row
      className={classes.task}
      title={`Open ${task.key}`}
      onClick={() => adjust({ taskId: task.taskId })}
    >
      {words}
    </button>
  );
}

function Files({ cells }: { cells: readonly CoverageCell[] }) {
  const paths = [...new Set(cells.flatMap(({ files }) => files.map(({ path }) => path)))].sort(testsFirst);
  const [first, ...rest] = paths;
  if (first === undefined) return <span className={classes.nothing}>none</span>;
  if (rest.length === 0) return <span className={`${classes.path} mono`}>{first}</span>;
  return (
    <details className={classes.files}>
      <summary>
        <span className={`${classes.path} mono`}>{first}</span>{' '}
        <span className="soft">and {rest.length} more</span>
      </summary>
      <ul>
        {rest.map((path) => (
          <li key={path} className={`${classes.path} mono`}>
            {path}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Only what failed is told by name: a task goes through a dozen checks. */
function Checks({ cells }: { cells: readonly CoverageCell[] }) {
  const verdicts = new Map<CheckKind, Verdict>();
  for (const { checks } of cells) {
    for (const { kind, verdict } of checks) {
      if (verdicts.get(kind) !== 'fail') verdicts.set(kind, verdict);
    }
  }
  if (verdicts.size === 0) return <span className={classes.nothing}>none</span>;
  const all = [...verdicts];
  if (all.every(([, verdict]) => verdict === 'skipped'))
    return <span className={classes.nothing}>skipped</span>;
  const passed = all.filter(([, verdict]) => verdict === 'pass').map(([kind]) => kind);
  return (
    <ul className={classes.checks}>
      {all
        .filter(([, verdict]) => verdict === 'fail')
        .map(([kind]) => (
          <li key={kind}>
            <StateMark mark={{ ...VERDICT_MARKS.fail, label: kind }} />
          </li>
        ))}
      {passed.length > 0 && (
        <li title={passed.join(', ')}>
          <StateMark mark={{ ...VERDICT_MARKS.pass, label: `${passed.length} passed` }} />
        </li>
      )}
    </ul>
  );
}

/** What shows a requirement comes before what was written for it. */
function testsFirst(a: string, b: string): number {
  return Number(isTest(b)) - Number(isTest(a)) || a.localeCompare(b);
}

function isTest(path: string): boolean {
  return /(^|\/)tests?\/|\.test\./.test(path);
}
