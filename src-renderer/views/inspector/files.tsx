import type { Attempt } from '#shared/model/attempt.ts';
import type { Task } from '#shared/model/task.ts';
import { Empty } from '../../parts/empty.tsx';
import { bytes } from '../../state/time.ts';
import classes from './files.module.css';

const CHANGES = { added: 'new', modified: 'changed', removed: 'removed' };

export function Files({ task, attempt }: { task: Task; attempt: Attempt | undefined }) {
  const files = attempt?.output?.files ?? [];
  const there = new Set(files.map(({ path }) => path));
  const missing = task.expects.filter((path) => !there.has(path));
  if (files.length === 0 && missing.length === 0) {
    return <Empty text="No files" next="This task is not asked for any." />;
  }
  return (
    <>
      <ul className={classes.files}>
        {files.map(({ path, bytes: size, change }) => (
          <li key={path}>
            <span className="mono">{path}</span>
            <span className="soft">{CHANGES[change]}</span>
            <span className={`soft ${classes.size}`}>{bytes(size)}</span>
          </li>
        ))}
        {missing.map((path) => (
          <li key={path}>
            <span className="mono soft">{path}</span>
            <span className="soft">expected</span>
          </li>
        ))}
      </ul>
      {attempt?.output?.commit && (
        <p className={classes.commit}>
          Commit <span className="mono">{attempt.output.commit.slice(0, 12)}</span>
          {attempt.output.branch && (
            <>
              {' on '}
              <span className="mono">{attempt.output.branch}</span>
            </>
          )}
        </p>
      )}
    </>
  );
}
