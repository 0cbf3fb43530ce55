import { assertNever } from '#shared/faults.ts';
import type { Decision } from '#shared/model/decision.ts';

/** How a decision ended, in a few words. */
export function outcome({ state, answer, options, defaultOption }: Decision): string {
  const label = (id: string | undefined) => options.find((option) => option.id === id)?.label ?? id ?? '';
  switch (state) {
    case 'open':
      return 'Open';
    case 'answered':
      return `${label(answer?.optionId)}, by ${by(answer?.by)}`;
    case 'expired':
      return `${label(answer?.optionId ?? defaultOption)}, because the time ran out`;
    case 'withdrawn':
      return 'Withdrawn: it no longer mattered';
    default:
      return assertNever(state);
  }
}

function by(who: string | undefined): string {
  if (who === undefined || who === 'person') return 'you';
  return who.startsWith('policy:') ? `the ${who.slice('policy:'.length)} policy` : who;
}
