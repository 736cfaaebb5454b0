import { createStore, type Store } from '../store';
import { owner } from './owner';

const PREFIX = 'digiboost.draft';
const keyOf = (name: string) => {
  const me = owner.get();
  return me && `${PREFIX}:${me.tenantId}:${me.userId}:${name}`;
};

/**
 * A piece of work begun that survives the death of the tab, per person and company: a basket, a count under way.
 * Tabs share it; signing out wipes it.
 */
export function draft<T>(name: string, empty: () => T): Store<T> {
  const read = (): T => {
    const key = keyOf(name);
    try {
      const kept = key && localStorage.getItem(key);
      return kept ? (JSON.parse(kept) as T) : empty();
    } catch {
      return empty();
    }
  };
  const store = createStore<T>(read());
  let quiet = false;
  const load = () => {
    quiet = true;
    store.set(read());
    quiet = false;
  };
  store.subscribe(() => {
    const key = keyOf(name);
    if (quiet || !key) return;
    try {
      localStorage.setItem(key, JSON.stringify(store.get()));
    } catch {
      // Without storage it lives as long as the page.
    }
  });
  owner.subscribe(load);
  window.addEventListener('storage', (event) => {
    if (event.key !== null && event.key === keyOf(name)) load();
  });
  return store;
}

export function dropDrafts(tenantId: string, userId: string): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(`${PREFIX}:${tenantId}:${userId}:`)) localStorage.removeItem(key);
  } catch {
    // Blocked storage holds none.
  }
}
