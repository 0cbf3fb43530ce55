import { Select } from '@mantine/core';
import { useState } from 'react';
import type { Requirement } from '#shared/model/requirement.ts';
import type { Run } from '#shared/model/run.ts';
import { placeOf } from '#shared/source-place.ts';
import { Empty } from '../../parts/empty.tsx';
import lists from '../../parts/list.module.css';
import { COVERAGE_MARKS } from '../../parts/marks.ts';
import { Portion } from '../../parts/portion.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { useRows } from '../../state/desk.tsx';
import classes from './requirement-list.module.css';
import { SourceExcerpt } from './source-excerpt.tsx';

const FILTERS = [
  { value: 'all', label: 'All' },
  { value: 'must', label: 'Must only' },
  { value: 'open', label: 'Not yet covered' },
  { value: 'gap', label: 'Gaps' },
];

export function RequirementList({ run, requirements }: { run: Run; requirements: readonly Requirement[] }) {
  const [filter, setFilter] = useState('all');
  const shown = requirements.filter((requirement) => passes(requirement, filter));
  return (
    <section className={lists.panel} aria-label="Requirements">
      <div className={lists.panelHead}>
        <h2>Requirements</h2>
        <Select
          className={classes.filter ?? ''}
          aria-label="Which requirements"
          size="xs"
          allowDeselect={false}
          data={FILTERS}
          value={filter}
          onChange={(value) => setFilter(value ?? 'all')}
        />
      </div>
      {requirements.length === 0 && (
        <Empty
          text={run.phase === 'reading' ? 'The documents are being read' : 'No requirement was found'}
          next={
            run.phase === 'reading'
              ? 'Requirements show here as they are found, each with its place in the document.'
              : 'Start a run with a document that says what must, should or may be.'
          }
        />
      )}
      {requirements.length > 0 && shown.length === 0 && (
        <Empty text="None of this kind" next="Choose All to see every requirement." />
      )}
      <ul>
        <Portion items={shown}>
          {(requirement) => <RequirementRow key={requirement.id} requirement={requirement} />}
        </Portion>
      </ul>
    </section>
  );
}

function RequirementRow({ requirement }: { requirement: Requirement }) {
  const { key, text, level, coverage, coverageNote, source, acceptance } = requirement;
  const document = useRows('document').get(requirement.documentId);
  return (
    <li className={classes.requirement}>
      <details>
        <summary className={`${lists.row} ${classes.row}`}>
          <StateMark mark={COVERAGE_MARKS[coverage]} iconOnly />
          <span className={`${lists.key} mono`}>{key}</span>
          <span className={`${lists.grow} ${classes.text}`}>{text}</span>
          <span className={classes.level} data-level={level}>
            {level}
          </span>
        </summary>
        <div className={classes.more}>
          <p>
            <StateMark mark={COVERAGE_MARKS[coverage]} />
            {coverageNote && <span className="soft"> {coverageNote}</span>}
          </p>
          {acceptance.length > 0 && (
            <ul className={classes.acceptance}>
              {acceptance.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          )}
          <p className="soft">
            {document?.name ?? 'Document'}, {placeOf(source)}
            {source.headings.length > 0 && ` · ${source.headings.join(' › ')}`}
          </p>
          <SourceExcerpt requirement={requirement} />
        </div>
      </details>
    </li>
  );
}

function passes({ level, coverage }: Requirement, filter: string): boolean {
  if (filter === 'must') return level === 'must';
  if (filter === 'open') return coverage !== 'covered';
  return filter === 'all' || coverage === filter;
}
