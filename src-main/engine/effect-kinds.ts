/** Pools share out the slots: agents work long, checks burn the processor, the rest is quick. */
export const POOLS = ['agent', 'check', 'quick'] as const;
export type Pool = (typeof POOLS)[number];

/**
 * Work outside the transaction, by kind. `crash` says what a crash of the host means for it: `repeat`, it is done again
 * and doing it twice comes to the same; `lose`, it died with the host, and the engine is told so.
 */
export const EFFECT_KINDS = {
  'intake.read': { pool: 'quick', crash: 'repeat' },
  'intake.compare': { pool: 'quick', crash: 'repeat' },
  'planning.decompose': { pool: 'quick', crash: 'repeat' },
  'planning.replan': { pool: 'quick', crash: 'repeat' },
  'planning.release': { pool: 'quick', crash: 'repeat' },
  'attempt.run': { pool: 'agent', crash: 'lose' },
  'validation.run': { pool: 'check', crash: 'repeat' },
  'workspace.merge': { pool: 'quick', crash: 'repeat' },
  'workspace.tidy': { pool: 'quick', crash: 'repeat' },
  'workspace.sweep': { pool: 'quick', crash: 'repeat' },
  'workspace.hand_over': { pool: 'quick', crash: 'repeat' },
  'capsule.pack': { pool: 'quick', crash: 'repeat' },
  'decision.expire': { pool: 'quick', crash: 'repeat' },
  'run.time_out': { pool: 'quick', crash: 'repeat' },
} as const satisfies Record<string, { pool: Pool; crash: 'repeat' | 'lose' }>;

export type EffectKind = keyof typeof EFFECT_KINDS;

export type NewEffect = {
  kind: EffectKind;
  /** Id of what it is about; its input is read from the rows when it starts. */
  subject: string;
  /** The run whose pause and end hold for it; null for work that must be done in any case. */
  runId: string | null;
  /** Smaller goes first. */
  priority: number;
  /** Epoch milliseconds before which it does not start; 0 for at once. */
  notBefore: number;
};
