import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Change, type ChangeBatch, ROW_KINDS, type RowKind, type RowKinds } from '#shared/changes.ts';
import type { LinkState } from '../link/link.ts';

type Gone = { kind: RowKind; id: string };

export type Rows = { readonly [K in RowKind]: ReadonlyMap<string, RowKinds[K]> };

export type MirrorState = {
  rows: Rows;
  /** Whether a first snapshot has arrived; before that, empty means unknown. */
  filled: boolean;
  link: LinkState;
};

/** What the host holds, as far as this page has heard. Only `receive` writes rows. */
export type Mirror = {
  store: StoreApi<MirrorState>;
  receive(batch: ChangeBatch): void;
  setLink(link: LinkState): void;
  /** Journal position from which to go on after a lost connection; undefined to begin anew. */
  lastSeq(): number | undefined;
};

/** `nextFrame` calls back once, when the screen is drawn next: a burst of batches becomes one update. */
export function createMirror(nextFrame: (run: () => void) => void): Mirror {
  const store = createStore<MirrorState>(() => ({
    rows: emptyRows(),
    filled: false,
    link: { kind: 'connecting' },
  }));
  /** 0 while a snapshot is not whole: that is no place to resume. */
  let seq = 0;
  let reset = false;
  let waiting = new Map<string, Change | Gone>();
  let due = false;

  const apply = () => {
    due = false;
    const rows = withChanges(reset ? emptyRows() : store.getState().rows, waiting.values());
    reset = false;
    waiting = new Map();
    store.setState({ rows, filled: true });
  };

  return {
    store,
    receive(batch) {
      seq = batch.seq;
      if (batch.reset) {
        reset = true;
        waiting.clear();
      }
      for (const change of batch.changes) waiting.set(`${change.kind} ${change.id}`, change);
      for (const gone of batch.gone ?? []) waiting.set(`${gone.kind} ${gone.id}`, gone);
      if (due) return;
      due = true;
      nextFrame(apply);
    },
    setLink: (link) => store.setState({ link }),
    lastSeq: () => (seq === 0 ? undefined : seq),
  };
}

type WritableRows = { [K in RowKind]: Map<string, RowKinds[K]> };

/** Copies only the kinds that changed, so that views of the others keep what they computed. */
function withChanges(before: Rows, changes: Iterable<Change | Gone>): Rows {
  const fresh: Partial<WritableRows> = {};
  for (const change of changes) {
    if ('row' in change) put(before, fresh, change);
    else drop(before, fresh, change);
  }
  return { ...before, ...fresh };
}

function put<K extends RowKind>(
  before: Rows,
  fresh: Partial<WritableRows>,
  { kind, id, row }: { kind: K; id: string; row: RowKinds[K] },
): void {
  const rows: WritableRows[K] = fresh[kind] ?? (new Map(before[kind]) as WritableRows[K]);
  rows.set(id, row);
  fresh[kind] = rows;
}

function drop<K extends RowKind>(
  before: Rows,
  fresh: Partial<WritableRows>,
  { kind, id }: { kind: K; id: string },
): void {
  const rows: WritableRows[K] = fresh[kind] ?? (new Map(before[kind]) as WritableRows[K]);
  rows.delete(id);
  fresh[kind] = rows;
}

export function emptyRows(): Rows {
  return Object.fromEntries(ROW_KINDS.map((kind) => [kind, new Map()])) as unknown as Rows;
}

/** The next drawn frame; a hidden page draws none, so a timer stands in. */
export function onNextFrame(run: () => void): void {
  if (document.hidden) window.setTimeout(run, 250);
  else requestAnimationFrame(run);
}
