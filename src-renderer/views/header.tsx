import {
  ActionIcon,
  Button,
  Select,
  Tooltip,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import { IconHandStop, IconKeyboard, IconMoon, IconSun } from '@tabler/icons-react';
import type { Decision } from '#shared/model/decision.ts';
import type { Run } from '#shared/model/run.ts';
import { runMark } from '../parts/marks.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { useRows } from '../state/desk.tsx';
import { go } from '../state/route.ts';
import { newestFirst } from '../state/select.ts';
import { count } from '../state/time.ts';
import classes from './header.module.css';
import { LinkMark } from './link-mark.tsx';

type Props = { run: Run | undefined; open: readonly Decision[]; onShortcuts: () => void };

/** Always answers: which project, which run, what state, what needs me, and whether this is still true. */
export function Header({ run, open, onShortcuts }: Props) {
  const runs = newestFirst(useRows('run'));
  const projects = useRows('project');
  const ofRun = open.filter(({ runId }) => runId === run?.id);
  const name = (one: Run) => projects.get(one.projectId)?.name ?? 'Project';
  return (
    <header className={classes.header}>
      <div className={classes.what}>
        {run ? (
          <>
            <strong className="cut">{name(run)}</strong>
            <span className={classes.slash} aria-hidden>
              /
            </span>
            <Select
              className={classes.run ?? ''}
              aria-label="Run"
              variant="unstyled"
              allowDeselect={false}
              value={run.id}
              data={runs.map((one) => ({ value: one.id, label: one.title }))}
              onChange={(runId) => runId && go({ view: 'run', runId })}
              comboboxProps={{ width: 320, position: 'bottom-start' }}
            />
            <span className={classes.state}>
              <StateMark mark={runMark(run, ofRun.length > 0)} pill />
            </span>
          </>
        ) : (
          <span className="soft">No run yet</span>
        )}
      </div>
      <NeedsMe open={open} />
      <LinkMark />
      <SchemeToggle />
      <Tooltip label="Shortcuts (?)">
        <ActionIcon aria-label="Shortcuts" onClick={onShortcuts}>
          <IconKeyboard size={18} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
    </header>
  );
}

function NeedsMe({ open }: { open: readonly Decision[] }) {
  if (open.length === 0) return <span className={classes.quiet}>Nothing needs you</span>;
  return (
    <Button
      className={classes.needs ?? ''}
      leftSection={<IconHandStop size={15} />}
      onClick={() => go({ view: 'inbox' })}
      aria-label={`${count(open.length, 'decision needs', 'decisions need')} you, open the inbox`}
    >
      {count(open.length, 'decision')}
      <span className={classes.more}>&nbsp;{open.length === 1 ? 'needs' : 'need'} you</span>
    </Button>
  );
}

function SchemeToggle() {
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light') === 'dark';
  const label = dark ? 'Light colours' : 'Dark colours';
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={() => setColorScheme(dark ? 'light' : 'dark')}>
        {dark ? <IconSun size={18} stroke={1.7} /> : <IconMoon size={18} stroke={1.7} />}
      </ActionIcon>
    </Tooltip>
  );
}
