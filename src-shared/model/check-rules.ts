import type { CheckKind, CheckMode } from './check.ts';

export type CheckRule = {
  /** Its share in the score. */
  weight: number;
  /** What its errors mean where the project does not say otherwise. */
  mode: CheckMode;
};

/** Every check, what it weighs, and whether its errors block. A project changes the modes in its settings. */
export const CHECK_RULES: Readonly<Record<CheckKind, CheckRule>> = {
  outputs: { weight: 3, mode: 'block' },
  syntax: { weight: 3, mode: 'block' },
  placeholders: { weight: 2, mode: 'block' },
  honesty: { weight: 2, mode: 'block' },
  secrets: { weight: 3, mode: 'block' },
  size: { weight: 1, mode: 'warn' },
  dependencies: { weight: 1, mode: 'warn' },
  format: { weight: 1, mode: 'warn' },
  lint: { weight: 1, mode: 'warn' },
  tests: { weight: 4, mode: 'block' },
  coverage: { weight: 2, mode: 'block' },
};

/** What holds for a check in a project with these settings. */
export function modeOf(kind: CheckKind, settings: Partial<Record<CheckKind, CheckMode>>): CheckMode {
  return settings[kind] ?? CHECK_RULES[kind].mode;
}
