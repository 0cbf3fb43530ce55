import { useSyncExternalStore } from 'react';

export const VIEWS = ['inbox', 'runs', 'run', 'tasks', 'coverage', 'signals', 'capsules'] as const;
export type View = (typeof VIEWS)[number];

/** Where the user is. It lives in the address, so that reload, back and bookmarks work. */
export type Route = {
  view?: View;
  runId?: string;
  taskId?: string;
  decisionId?: string;
};

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const search = new URLSearchParams(query);
  const view = VIEWS.find((name) => name === path);
  const runId = search.get('run');
  const taskId = search.get('task');
  const decisionId = search.get('decision');
  return {
    ...(view === undefined ? {} : { view }),
    ...(runId === null ? {} : { runId }),
    ...(taskId === null ? {} : { taskId }),
    ...(decisionId === null ? {} : { decisionId }),
  };
}

export function formatRoute({ view, runId, taskId, decisionId }: Route): string {
  const search = new URLSearchParams();
  if (runId !== undefined) search.set('run', runId);
  if (taskId !== undefined) search.set('task', taskId);
  if (decisionId !== undefined) search.set('decision', decisionId);
  const query = search.toString();
  return `#/${view ?? ''}${query === '' ? '' : `?${query}`}`;
}

export function go(route: Route): void {
  window.location.hash = formatRoute(route);
}

/** Changes part of where the user is; `undefined` takes a part away. */
export function adjust(part: { [K in keyof Route]: Route[K] | undefined }): void {
  const next = Object.entries({ ...parseRoute(window.location.hash), ...part });
  go(Object.fromEntries(next.filter(([, value]) => value !== undefined)));
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return parseRoute(hash);
}

function subscribe(notify: () => void): () => void {
  window.addEventListener('hashchange', notify);
  return () => window.removeEventListener('hashchange', notify);
}
