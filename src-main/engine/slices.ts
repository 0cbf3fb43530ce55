import type { CommandType } from '#shared/commands.ts';
import type { Event, EventOf, EventType } from '#shared/events.ts';
import { createAgents } from '../slices/agents/agents.ts';
import { createAttempts } from '../slices/attempts/attempts.ts';
import { createCapsules } from '../slices/capsules/capsules.ts';
import { createDecisions } from '../slices/decisions/decisions.ts';
import { createHandovers } from '../slices/handovers/handovers.ts';
import { createIntake } from '../slices/intake/intake.ts';
import { createPlanning } from '../slices/planning/planning.ts';
import { createProjects } from '../slices/projects/projects.ts';
import { createRuns } from '../slices/runs/runs.ts';
import { createSignals } from '../slices/signals/signals.ts';
import { createTemplates } from '../slices/templates/templates.ts';
import { createValidation } from '../slices/validation/validation.ts';
import type { Db } from '../store/database.ts';
import type { Read } from './read.ts';
import type { Appliers, Decide, Deciders } from './slice.ts';

export type Slices = {
  read: Read;
  decide: { [T in CommandType]: Decide<T> };
  /** Writes an event to the rows of every slice that keeps something of it. */
  apply(event: Event, at: number): void;
};

/** All slices over one database. A command nobody decides is a type error here. */
export function createSlices(db: Db): Slices {
  const projects = createProjects(db);
  const agents = createAgents(db);
  const runs = createRuns(db);
  const intake = createIntake(db);
  const planning = createPlanning(db);
  const attempts = createAttempts(db);
  const checks = createValidation(db);
  const signals = createSignals(db);
  const decisions = createDecisions(db);
  const capsules = createCapsules(db);
  const templates = createTemplates(db);
  const handovers = createHandovers(db);
  const all = [
    ...[projects, agents, runs, intake, planning, attempts, checks, signals, decisions, capsules],
    ...[templates, handovers],
  ];
  const decide: Deciders<CommandType> = {
    ...projects.decide,
    ...agents.decide,
    ...runs.decide,
    ...intake.decide,
    ...planning.decide,
    ...attempts.decide,
    ...checks.decide,
    ...signals.decide,
    ...decisions.decide,
    ...capsules.decide,
    ...templates.decide,
    ...handovers.decide,
  };
  return {
    read: {
      projects: projects.rows,
      agents: agents.rows,
      runs: runs.rows,
      intake: intake.rows,
      planning: planning.rows,
      attempts: attempts.rows,
      checks: checks.rows,
      signals: signals.rows,
      decisions: decisions.rows,
      capsules: capsules.rows,
      templates: templates.rows,
      handovers: handovers.rows,
    },
    decide,
    apply: applyAll(all.map((slice) => slice.apply)),
  };
}

function applyAll(appliers: Appliers[]): (event: Event, at: number) => void {
  const byType = new Map<EventType, ((event: Event, at: number) => void)[]>();
  for (const slice of appliers) {
    for (const type of Object.keys(slice) as EventType[]) {
      const apply = slice[type] as (event: EventOf<typeof type>, at: number) => void;
      byType.set(type, [...(byType.get(type) ?? []), apply as (event: Event, at: number) => void]);
    }
  }
  return (event, at) => {
    const list = byType.get(event.type);
    if (list) for (const apply of list) apply(event, at);
  };
}
