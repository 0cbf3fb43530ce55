import { SegmentedControl } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import type { Run } from '#shared/model/run.ts';
import { useRows } from '../../state/desk.tsx';
import { coverage, ofRun, openDecisions, reachedPhase, tally } from '../../state/select.ts';
import { DocumentNotes } from './document-notes.tsx';
import { PhaseSteps } from './phase-steps.tsx';
import { Progress } from './progress.tsx';
import { RequirementList } from './requirement-list.tsx';
import { RunActions } from './run-actions.tsx';
import { RunNote } from './run-note.tsx';
import classes from './run-view.module.css';
import { TaskGroups } from './task-groups.tsx';
import { useCriticalPath } from './use-critical-path.ts';

/** Below this width the two lists share one place. */
const SIDE_BY_SIDE_PX = 860;

export function RunView({ run, taskId }: { run: Run; taskId: string | undefined }) {
  const { ref, width } = useElementSize();
  const [list, setList] = useState('tasks');
  const taskRows = useRows('task');
  const requirementRows = useRows('requirement');
  const decisionRows = useRows('decision');
  const documentRows = useRows('document');
  const tasks = useMemo(() => ofRun(taskRows, run.id), [taskRows, run.id]);
  const requirements = useMemo(() => ofRun(requirementRows, run.id), [requirementRows, run.id]);
  const documents = useMemo(
    () => [...documentRows.values()].filter(({ runId }) => runId === run.id),
    [documentRows, run.id],
  );
  const decisions = useMemo(
    () => openDecisions(decisionRows).filter(({ runId }) => runId === run.id),
    [decisionRows, run.id],
  );
  const critical = useCriticalPath(run, tally(tasks));
  const sideBySide = width === 0 || width >= SIDE_BY_SIDE_PX;
  return (
    <div className={classes.view} ref={ref}>
      <div className={classes.top}>
        <h1>{run.title}</h1>
        <RunActions run={run} />
      </div>
      <PhaseSteps run={run} reached={reachedPhase(run, requirements, tasks)} waits={decisions.length > 0} />
      <RunNote run={run} decisions={decisions} />
      <Progress run={run} tasks={tally(tasks)} coverage={coverage(requirements)} />
      {!sideBySide && (
        <SegmentedControl
          size="xs"
          value={list}
          onChange={setList}
          data={[
            { value: 'tasks', label: `Tasks (${tasks.length})` },
            { value: 'requirements', label: `Requirements (${requirements.length})` },
          ]}
        />
      )}
      <DocumentNotes documents={documents} />
      <div className={classes.lists}>
        {(sideBySide || list === 'tasks') && (
          <TaskGroups run={run} tasks={tasks} critical={critical} selected={taskId} />
        )}
        {(sideBySide || list === 'requirements') && <RequirementList run={run} requirements={requirements} />}
      </div>
    </div>
  );
}
