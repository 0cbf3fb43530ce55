import { Tooltip } from '@mantine/core';
import {
  IconBox,
  IconChecklist,
  IconInbox,
  IconPlayerTrackNext,
  IconTable,
  IconWaveSine,
} from '@tabler/icons-react';
import logo from '../../assets/logo.svg';
import { formatRoute, type View } from '../state/route.ts';
import classes from './rail.module.css';

const PLACES: { view: View; label: string; icon: typeof IconBox }[] = [
  { view: 'inbox', label: 'Inbox', icon: IconInbox },
  { view: 'runs', label: 'Runs', icon: IconPlayerTrackNext },
  { view: 'tasks', label: 'Tasks', icon: IconChecklist },
  { view: 'coverage', label: 'Coverage', icon: IconTable },
  { view: 'signals', label: 'Signals', icon: IconWaveSine },
  { view: 'capsules', label: 'Capsules', icon: IconBox },
];

type Props = { view: View; runId: string | undefined; openDecisions: number };

export function Rail({ view, runId, openDecisions }: Props) {
  const current = view === 'run' ? 'runs' : view;
  return (
    <nav className={classes.rail} aria-label="Places">
      <a className={classes.brand} href={formatRoute({})} aria-label="Orchestrator, start">
        <img src={logo} alt="" width={24} height={24} />
        <span>Orchestrator</span>
      </a>
      <ul>
        {PLACES.map(({ view: place, label, icon: Icon }) => (
          <li key={place}>
            <Tooltip
              label={label}
              position="right"
              openDelay={600}
              classNames={{ tooltip: classes.tip ?? '' }}
            >
              <a
                className={classes.place}
                href={formatRoute({ view: place, ...(runId === undefined ? {} : { runId }) })}
                aria-current={current === place ? 'page' : undefined}
              >
                <Icon size={18} stroke={1.7} aria-hidden />
                <span className={classes.label}>{label}</span>
                {place === 'inbox' && openDecisions > 0 && (
                  <span className={classes.count}>
                    {openDecisions}
                    <span className={classes.hidden}> {openDecisions === 1 ? 'decision' : 'decisions'}</span>
                  </span>
                )}
              </a>
            </Tooltip>
          </li>
        ))}
      </ul>
    </nav>
  );
}
