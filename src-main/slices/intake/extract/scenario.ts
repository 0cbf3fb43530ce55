/** What a line of a scenario begins with. */
export type Step = 'scenario' | 'background' | 'given' | 'when' | 'then' | 'and';

const STEPS: readonly [RegExp, Step][] = [
  [/^(?:scenario|szenario)(?!\p{L})/iu, 'scenario'],
  [/^(?:background|grundlage)(?!\p{L})/iu, 'background'],
  [/^(?:given|angenommen|gegeben(?: (?:sei|seien|ist|sind))?)(?!\p{L})/iu, 'given'],
  [/^(?:when|wenn)(?!\p{L})/iu, 'when'],
  [/^(?:then|dann)(?!\p{L})/iu, 'then'],
  [/^(?:and|but|und|aber)(?!\p{L})/iu, 'and'],
];

/** The step of Given/When/Then that a sentence begins with, in English or German. */
export function stepOf(clean: string): Step | undefined {
  return STEPS.find(([pattern]) => pattern.test(clean))?.[1];
}

/** Whether a text that begins a scenario already tells this step. */
function tells(scenario: string, step: 'given' | 'then'): boolean {
  return (step === 'given' ? /\b(?:given|angenommen|gegeben)\b/i : /\b(?:then|dann)\b/i).test(scenario);
}

/** Whether a step goes on with the scenario before it. */
export function continuesScenario(before: string, criterion: string): boolean {
  const opened = stepOf(before);
  const step = stepOf(criterion);
  if (opened === undefined || opened === 'then' || opened === 'and') return false;
  if (step === 'then' || step === 'and') return true;
  if (step === 'when') return opened !== 'when' && !tells(before, 'then');
  return step === 'given' && opened === 'scenario' && !tells(before, 'given');
}
