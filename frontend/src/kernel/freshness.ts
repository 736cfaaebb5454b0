import { createStore, useStore } from './store';

/** When the data on the screen was fetched: the oldest of what is shown, for the header. */
const shown = createStore<readonly number[]>([]);

export function showAge(at: number): () => void {
  shown.set((ages) => [...ages, at]);
  return () =>
    shown.set((ages) => {
      const index = ages.indexOf(at);
      return index < 0 ? ages : ages.filter((_, place) => place !== index);
    });
}

export function useShownAge(): number | null {
  const ages = useStore(shown);
  return ages.length ? Math.min(...ages) : null;
}
