import { useDocumentTitle } from '@mantine/hooks';
import { useCallback, useMemo, useState } from 'react';
import classes from './app.module.css';
import { useKeys } from './parts/keys.ts';
import { NoticeList } from './parts/notice-list.tsx';
import { useRowKeys } from './parts/row-keys.ts';
import { Shortcuts } from './parts/shortcuts.tsx';
import { useMirror, useRows } from './state/desk.tsx';
import { adjust, go, type Route, useRoute } from './state/route.ts';
import { currentRun, openDecisions } from './state/select.ts';
import { Capsules } from './views/capsules/capsules.tsx';
import { Coverage } from './views/coverage-matrix/coverage.tsx';
import { Header } from './views/header.tsx';
import { Inbox } from './views/inbox/inbox.tsx';
import { Inspector } from './views/inspector/inspector.tsx';
import { LinkBanner } from './views/link-banner.tsx';
import { NewRun } from './views/new-run/new-run.tsx';
import { useDroppedFiles } from './views/new-run/use-dropped-files.ts';
import { Rail } from './views/rail.tsx';
import { RunView } from './views/run/run-view.tsx';
import { Runs } from './views/runs.tsx';
import { Signals } from './views/signals.tsx';
import { Tasks } from './views/tasks.tsx';

type Dialog = { kind: 'new-run'; files: File[] } | { kind: 'shortcuts' };

export function App() {
  const route = useRoute();
  const [dialog, setDialog] = useState<Dialog>();
  const newRun = useCallback((files: File[] = []) => setDialog({ kind: 'new-run', files }), []);
  const decisions = useRows('decision');
  const open = useMemo(() => openDecisions(decisions), [decisions]);
  const run = currentRun(useRows('run'), route.runId);
  const task = useRows('task').get(route.taskId ?? '');
  const view = route.view ?? (run ? 'run' : 'runs');

  useDocumentTitle(
    [open.length > 0 && `(${open.length})`, run && `${run.title} ·`, 'Orchestrator']
      .filter(Boolean)
      .join(' '),
  );
  useDroppedFiles(newRun);
  useRowKeys();
  useKeys([
    ['i', () => go({ view: 'inbox' })],
    ['n', () => newRun()],
    ['shift+?', () => setDialog({ kind: 'shortcuts' })],
    ['?', () => setDialog({ kind: 'shortcuts' })],
    ['Escape', () => task && adjust({ taskId: undefined })],
  ]);

  return (
    <div className={classes.app}>
      <Rail view={view} runId={run?.id} openDecisions={open.length} />
      <Header run={run} open={open} onShortcuts={() => setDialog({ kind: 'shortcuts' })} />
      <LinkBanner />
      <div className={classes.body}>
        <main className={classes.main}>
          <Main view={view} route={route} runId={run?.id} onNewRun={() => newRun()} />
        </main>
        {task && <Inspector key={task.id} task={task} />}
      </div>
      {dialog?.kind === 'new-run' && <NewRun files={dialog.files} onClose={() => setDialog(undefined)} />}
      <Shortcuts opened={dialog?.kind === 'shortcuts'} onClose={() => setDialog(undefined)} />
      <NoticeList />
    </div>
  );
}

type MainProps = { view: NonNullable<Route['view']>; route: Route; runId?: string; onNewRun: () => void };

function Main({ view, route, runId, onNewRun }: MainProps) {
  const filled = useMirror((state) => state.filled);
  const run = useRows('run').get(runId ?? '');
  if (!filled) return <p className={classes.loading}>Asking the host…</p>;
  switch (view) {
    case 'inbox':
      return <Inbox decisionId={route.decisionId} />;
    case 'runs':
      return <Runs onNewRun={onNewRun} />;
    case 'run':
      return run ? <RunView key={run.id} run={run} taskId={route.taskId} /> : <Runs onNewRun={onNewRun} />;
    case 'tasks':
      return <Tasks run={run} taskId={route.taskId} />;
    case 'coverage':
      return <Coverage run={run} />;
    case 'signals':
      return <Signals run={run} />;
    case 'capsules':
      return <Capsules />;
  }
}
