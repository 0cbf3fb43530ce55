import { createContext, type ReactNode, useContext } from 'react';
import { useStore } from 'zustand';
import type { RowKind } from '#shared/changes.ts';
import type { Link } from '../link/link.ts';
import type { Mirror, MirrorState, Rows } from './mirror.ts';
import type { Notices } from './notices.ts';

/** What every view works with. Made once in main.tsx. */
export type Desk = { link: Link; mirror: Mirror; notices: Notices };

const Context = createContext<Desk | undefined>(undefined);

export function DeskProvider({ desk, children }: { desk: Desk; children: ReactNode }) {
  return <Context value={desk}>{children}</Context>;
}

export function useDesk(): Desk {
  const desk = useContext(Context);
  if (!desk) throw new Error('useDesk outside of DeskProvider');
  return desk;
}

export function useMirror<T>(select: (state: MirrorState) => T): T {
  return useStore(useDesk().mirror.store, select);
}

/** All rows of a kind; the same map until one of them changes. */
export function useRows<K extends RowKind>(kind: K): Rows[K] {
  return useMirror((state) => state.rows[kind]);
}
