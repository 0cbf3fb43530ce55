import { createStore, type StoreApi } from 'zustand/vanilla';

/** A short message about what the user just did. */
export type Notice = { id: number; tone: 'good' | 'bad'; text: string; detail?: string };

export type Notices = {
  store: StoreApi<readonly Notice[]>;
  show(notice: Omit<Notice, 'id'>): void;
  dismiss(id: number): void;
};

const GOOD_NEWS_MS = 4_000;
const MOST = 4;

/** Good news leaves by itself; bad news stays until it is closed. */
export function createNotices(): Notices {
  const store = createStore<readonly Notice[]>(() => []);
  let lastId = 0;
  const dismiss = (id: number) =>
    store.setState(
      store.getState().filter((notice) => notice.id !== id),
      true,
    );
  return {
    store,
    dismiss,
    show(notice) {
      const id = ++lastId;
      store.setState([...store.getState().slice(1 - MOST), { ...notice, id }], true);
      if (notice.tone === 'good') window.setTimeout(() => dismiss(id), GOOD_NEWS_MS);
    },
  };
}
