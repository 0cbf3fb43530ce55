import type { AgentRows } from '../slices/agents/agents.ts';
import type { AttemptRows } from '../slices/attempts/rows.ts';
import type { CapsuleRows } from '../slices/capsules/capsules.ts';
import type { DecisionRows } from '../slices/decisions/rows.ts';
import type { HandoverRows } from '../slices/handovers/handovers.ts';
import type { IntakeRows } from '../slices/intake/rows.ts';
import type { PlanningRows } from '../slices/planning/rows.ts';
import type { ProjectRows } from '../slices/projects/projects.ts';
import type { RunRows } from '../slices/runs/rows.ts';
import type { SignalRows } from '../slices/signals/signals.ts';
import type { TemplateRows } from '../slices/templates/templates.ts';
import type { CheckRows } from '../slices/validation/validation.ts';

/** The names of the functions of a slice's rows that write; everybody but the slice's own `apply` does without. */
type Writes =
  | 'insert'
  | 'close'
  | 'packed'
  | 'unpacked'
  | 'failed'
  | 'start'
  | 'succeed'
  | 'end'
  | 'hold'
  | 'reject'
  | `insert${string}`
  | `set${string}`
  | `mark${string}`
  | `grow${string}`
  | `count${'Ended' | 'Attempt'}`
  | `cancel${string}`
  | 'freeDependents'
  | 'linkTask';

type Reads<T> = Omit<T, Writes>;

/** The rows of all slices, to look things up in. */
export type Read = {
  projects: Reads<ProjectRows>;
  agents: Reads<AgentRows>;
  runs: Reads<RunRows>;
  intake: Reads<IntakeRows>;
  planning: Reads<PlanningRows>;
  attempts: Reads<AttemptRows>;
  checks: Reads<CheckRows>;
  signals: Reads<SignalRows>;
  decisions: Reads<DecisionRows>;
  capsules: Reads<CapsuleRows>;
  templates: Reads<TemplateRows>;
  handovers: Reads<HandoverRows>;
};
