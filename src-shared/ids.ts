/** The kinds of thing that have an id, and the prefix that shows the kind. */
export const ID_PREFIX = {
  project: 'prj',
  run: 'run',
  document: 'doc',
  requirement: 'req',
  plan: 'pln',
  task: 'tsk',
  attempt: 'att',
  check: 'chk',
  signal: 'sig',
  decision: 'dec',
  capsule: 'cap',
  agent: 'agt',
  command: 'cmd',
  boot: 'bot',
} as const;

export type IdKind = keyof typeof ID_PREFIX;

/** Makes a new id of a kind. Ids sort by the time they were made. */
export type NewId = (kind: IdKind) => string;
