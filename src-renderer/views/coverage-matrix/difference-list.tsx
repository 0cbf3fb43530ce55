import { IconMinus, IconPencil, IconPlus } from '@tabler/icons-react';
import { type Difference, type DifferenceItem, differenceCounts } from '#shared/model/difference.ts';
import lists from '../../parts/list.module.css';
import type { Mark } from '../../parts/marks.ts';
import { Portion } from '../../parts/portion.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { formatRoute } from '../../state/route.ts';
import { moment } from '../../state/time.ts';
import classes from './difference-list.module.css';

const MARKS: Record<DifferenceItem['change'], Mark> = {
  added: { label: 'Added', tone: 'good', icon: IconPlus },
  changed: { label: 'Changed', tone: 'wait', icon: IconPencil },
  removed: { label: 'Removed', tone: 'bad', icon: IconMinus },
};

/** What the documents ask for now that they did not ask for before, and which tasks and files that touches. */
export function DifferenceList({ difference }: { difference: Difference }) {
  const { since, items, reopened } = difference;
  return (
    <section className={lists.panel} aria-label="Changes in the documents">
      <div className={`${lists.panelHead} ${classes.head}`}>
        <h2>{items.length === 0 ? 'Nothing changed in the documents' : 'What changed in the documents'}</h2>
        <span className="soft">
          {differenceCounts(difference)} since{' '}
          <a href={formatRoute({ view: 'run', runId: since.runId })}>
            {since.title}, {moment(since.at)}
          </a>
        </span>
      </div>
      <ul>
        <Portion items={items}>{(item) => <Item key={`${item.change}${item.key}`} item={item} />}</Portion>
      </ul>
      {reopened.length > 0 && (
        <details className={classes.again}>
          <summary>{reopened.length} unchanged, but to be done again</summary>
          <ul>
            {reopened.map(({ key, reason }) => (
              <li key={key}>
                <span className="mono">{key}</span> <span className="soft">{reason}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Item({ item: { key, change, text, before, tasks, files } }: { item: DifferenceItem }) {
  return (
    <li className={classes.item}>
      <span className={classes.change}>
        <StateMark mark={MARKS[change]} />
      </span>
      <span className={`${lists.key} mono`}>{key}</span>
      <div className={classes.words}>
        {before !== undefined && <p className={classes.before}>{before}</p>}
        <p className={change === 'removed' ? classes.before : undefined}>{text}</p>
        {tasks.length > 0 && (
          <p className={classes.touches}>
            Touches {tasks.map((task) => `${task.key} ${task.title}`).join(', ')}
            {files.length > 0 && ` · ${files.length === 1 ? files[0] : `${files.length} files`}`}
            {change === 'removed' && ' · nothing is deleted'}
          </p>
        )}
      </div>
    </li>
  );
}
