import { createStore, useStore } from './store';

export type Connection = {
  /** What the last real request found; `unknown` until one has been made. */
  state: 'unknown' | 'online' | 'offline';
  /** When the server last answered, in ms since 1970; null if it has not since the start. */
  answeredAt: number | null;
};

const store = createStore<Connection>({ state: 'unknown', answeredAt: null });
const onReturn = new Set<() => void>();

export const connection = {
  get: store.get,
  answered(): void {
    const before = store.get().state;
    store.set({ state: 'online', answeredAt: Date.now() });
    if (before === 'offline') for (const listener of [...onReturn]) listener();
  },
  lost(): void {
    store.set((previous) => ({ ...previous, state: 'offline' }));
  },
  /** Calls `listener` each time the network comes back; returns the function that stops it. */
  onReturn(listener: () => void): () => void {
    onReturn.add(listener);
    return () => onReturn.delete(listener);
  },
};

export const useConnection = (): Connection => useStore(store);
