/** `1 task`, `2 tasks`: a count with its noun. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

const NAMED_AT_MOST = 10;

/** `T-1, T-2 and 5 more`: names for a sentence, up to ten of them. */
export function listed(names: readonly string[]): string {
  if (names.length <= NAMED_AT_MOST) return names.join(', ');
  return `${names.slice(0, NAMED_AT_MOST).join(', ')} and ${names.length - NAMED_AT_MOST} more`;
}
