import { Select } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { CoverageRow } from '#shared/model/coverage-matrix.ts';
import type { Run } from '#shared/model/run.ts';
import { Empty } from '../../parts/empty.tsx';
import lists from '../../parts/list.module.css';
import { Meter } from '../../parts/meter.tsx';
import { useRows } from '../../state/desk.tsx';
import { ofRun, tally } from '../../state/select.ts';
import classes from './coverage.module.css';
import { CoverageTable } from './coverage-table.tsx';
import { DifferenceList } from './difference-list.tsx';
import { type CoverageAnswer, useCoverage } from './use-coverage.ts';

const LEVELS = [
  { value: 'all', label: 'All levels' },
  { value: 'must', label: 'Must' },
  { value: 'should', label: 'Should' },
  { value: 'could', label: 'Could' },
];
const STATES = [
  { value: 'all', label: 'All states' },
  { value: 'open', label: 'Not covered' },
  { value: 'covered', label: 'Covered' },
  { value: 'gap', label: 'Gaps' },
  { value: 'planned', label: 'Planned' },
  { value: 'uncovered', label: 'No work yet' },
];

type Filter = { level: string; state: string };

export function Coverage({ run }: { run: Run | undefined }) {
  return (
    <div className={lists.page}>
      <div className={lists.top}>
        <h1>Coverage</h1>
      </div>
      {run ? (
        <CoverageOfRun key={run.id} run={run} />
      ) : (
        <section className={lists.panel}>
          <Empty
            text="No coverage yet"
            next="Start a run: it shows here which tasks, files and checks stand behind each requirement."
          />
        </section>
      )}
    </div>
  );
}

function CoverageOfRun({ run }: { run: Run }) {
  const taskRows = useRows('task');
  const requirementRows = useRows('requirement');
  const stand = useMemo(() => {
    const { total, done, failed, moving } = tally(ofRun(taskRows, run.id));
    const coverage = ofRun(requirementRows, run.id).map(({ coverage: state }) => state[0]);
    return `${total} ${done} ${failed} ${moving} ${coverage.join('')}`;
  }, [taskRows, requirementRows, run.id]);
  const { answer, failed } = useCoverage(run, stand);
  if (!answer) {
    return <p className="soft">{failed ? 'The host did not say what is covered.' : 'Asking the host…'}</p>;
  }
  return (
    <>
      {answer.difference && <DifferenceList difference={answer.difference} />}
      <Matrix run={run} answer={answer} />
    </>
  );
}

function Matrix({ run, answer: { matrix } }: { run: Run; answer: CoverageAnswer }) {
  const [filter, setFilter] = useState<Filter>({ level: 'all', state: 'all' });
  const shown = matrix.rows.filter((row) => passes(row, filter));
  const { covered, gap, planned, uncovered, openMusts, total } = matrix.counts;
  return (
    <section className={lists.panel} aria-label="Coverage">
      <div className={`${lists.panelHead} ${classes.head}`}>
        <h2>
          Requirements, tasks, files and checks
          {openMusts > 0 && <span className={classes.open}>{openMusts} binding not covered</span>}
        </h2>
        <Select
          className={classes.filter ?? ''}
          aria-label="Which level"
          size="xs"
          allowDeselect={false}
          data={LEVELS}
          value={filter.level}
          onChange={(level) => setFilter({ ...filter, level: level ?? 'all' })}
        />
        <Select
          className={classes.filter ?? ''}
          aria-label="Which state"
          size="xs"
          allowDeselect={false}
          data={STATES}
          value={filter.state}
          onChange={(state) => setFilter({ ...filter, state: state ?? 'all' })}
        />
      </div>
      {total > 0 && (
        <div className={classes.meter}>
          <Meter
            title="Covered"
            empty="nothing yet"
            shares={[
              { label: 'covered', value: covered, tone: 'good' },
              { label: 'planned', value: planned, tone: 'accent' },
              { label: gap === 1 ? 'gap' : 'gaps', value: gap, tone: 'wait' },
              { label: 'without work', value: uncovered, tone: 'idle' },
            ]}
          />
        </div>
      )}
      {total === 0 && (
        <Empty
          text={run.phase === 'reading' ? 'The documents are being read' : 'No requirement was found'}
          next="Once there are requirements, each shows here with what stands behind it."
        />
      )}
      {total > 0 && shown.length === 0 && (
        <Empty text="None of this kind" next="Choose All levels and All states to see every requirement." />
      )}
      {shown.length > 0 && <CoverageTable rows={shown} />}
    </section>
  );
}

function passes({ level, coverage }: CoverageRow, filter: Filter): boolean {
  if (filter.level !== 'all' && level !== filter.level) return false;
  if (filter.state === 'open') return coverage !== 'covered';
  return filter.state === 'all' || coverage === filter.state;
}
