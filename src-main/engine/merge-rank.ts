/** Before all other quick work: what is merged sets other tasks free. */
const FIRST = -1_000_000_000;
const MOST = 900_000_000;

/**
 * The priority of a merge. What depends on other work is not even begun before that is merged; among work that stands ready
 * together the number in the task's key decides, so that the same plan gives the same history whoever was faster.
 */
export function mergeRank(key: string): number {
  const number = Number(/\d{1,12}/.exec(key)?.[0] ?? MOST);
  return FIRST + Math.min(number, MOST);
}
