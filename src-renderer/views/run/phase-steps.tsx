import { IconCheck, IconHandStop, IconPlayerPauseFilled, IconX } from '@tabler/icons-react';
import type { Run, RunPhase } from '#shared/model/run.ts';
import { PHASE_LABELS } from '../../parts/marks.ts';
import classes from './phase-steps.module.css';

type Phase = Exclude<RunPhase, 'ended'>;

const PHASES = Object.keys(PHASE_LABELS) as Phase[];

type StepState = 'past' | 'now' | 'waits' | 'paused' | 'broken' | 'ahead';

const WORDS: Record<StepState, string> = {
  past: 'done',
  now: 'now',
  waits: 'waits for you',
  paused: 'paused',
  broken: 'ended here',
  ahead: 'to come',
};

/** The way of a run from document to capsule, and where it is. */
export function PhaseSteps({ run, reached, waits }: { run: Run; reached: Phase; waits: boolean }) {
  return (
    <ol className={classes.steps} aria-label="Phases of the run">
      {PHASES.map((phase, index) => {
        const state = stateOf(run, index - PHASES.indexOf(reached), waits);
        return (
          <li
            key={phase}
            data-state={state}
            aria-current={state === 'past' || state === 'ahead' ? undefined : 'step'}
          >
            <span className={classes.dot} aria-hidden>
              {state === 'past' && <IconCheck size={12} stroke={3} />}
              {state === 'waits' && <IconHandStop size={12} stroke={2.2} />}
              {state === 'paused' && <IconPlayerPauseFilled size={10} />}
              {state === 'broken' && <IconX size={12} stroke={3} />}
            </span>
            {PHASE_LABELS[phase]}
            <span className={classes.word}>{WORDS[state]}</span>
          </li>
        );
      })}
    </ol>
  );
}

/** `distance`: how many steps behind (below 0) or ahead of the phase that the run has reached. */
function stateOf({ state, phase }: Run, distance: number, waits: boolean): StepState {
  if (distance !== 0) return distance < 0 ? 'past' : 'ahead';
  if (state === 'finished' || state === 'incomplete') return 'past';
  if (phase === 'ended') return 'broken';
  if (state === 'paused') return 'paused';
  return waits ? 'waits' : 'now';
}
