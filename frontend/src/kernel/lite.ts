import { readPreference, writePreference } from './preferences';
import { createStore, useStore } from './store';

/**
 * The mode that spends little data. Whoever would use the network without being asked by a person asks `isLite()`
 * first: the live stream, screens fetched ahead, refreshes when the page is looked at again.
 */
export type LiteChoice = 'off' | 'on' | 'auto';

type Network = EventTarget & { saveData?: boolean; effectiveType?: string };

/** Not in Safari or Firefox: there `auto` never saves. */
const network = (): Network | undefined => (navigator as Navigator & { connection?: Network }).connection;

const kept = (): LiteChoice => {
  const value = readPreference('lite');
  return value === 'on' || value === 'off' ? value : 'auto';
};

/** Whether the phone asks to save data, or its network is as slow as 2G. */
export function networkAsks(): boolean {
  const now = network();
  return Boolean(now?.saveData) || /2g$/.test(now?.effectiveType ?? '');
}

const judge = (choice: LiteChoice): boolean => choice === 'on' || (choice === 'auto' && networkAsks());

const choice = createStore<LiteChoice>(kept());
const lite = createStore<boolean>(judge(choice.get()));
const again = () => lite.set(judge(choice.get()));

network()?.addEventListener?.('change', again);
// Another tab has chosen.
window.addEventListener('storage', (event) => {
  if (event.key !== 'digiboost.lite' && event.key !== null) return;
  choice.set(kept());
  again();
});

export const isLite = (): boolean => lite.get();
export const useLite = (): boolean => useStore(lite);
/** Calls `listener` whenever the answer of `isLite()` has changed; returns the function that stops it. */
export const onLite = lite.subscribe;

export const useLiteChoice = (): LiteChoice => useStore(choice);

export function chooseLite(next: LiteChoice): void {
  writePreference('lite', next === 'auto' ? null : next);
  choice.set(next);
  again();
}

/** How old an answer must be before looking at the page again refreshes it, while data is saved. */
const FOCUS_MS = 5 * 60_000;

/** For the query client: whether an answer of that time (ms since 1970) may be asked for again on focus. */
export const mayRefetchOnFocus = (updatedAt: number, now: number = Date.now()): boolean => !isLite() || now - updatedAt >= FOCUS_MS;
