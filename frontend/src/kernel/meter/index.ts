import { createStore, useStore } from '../store';
import { ANSWER_HEADERS, BROWSER_HEADERS, ownHeaders, entryUse } from './count';
import { addUse, CHANNEL, forgetDays, NAMES, type Use } from './ledger';

export { localDay, readDays, received, type DayUse } from './ledger';

/** Sums wait this long, so that a burst of requests is one transaction. */
const REST_MS = 1500;

let waiting: Use = {};
let timer: ReturnType<typeof setTimeout> | null = null;
const changed = createStore(0);
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(CHANNEL);
channel?.addEventListener('message', () => changed.set((count) => count + 1));

/** Grows whenever the kept days have changed, in this tab or elsewhere. */
export const useMeterVersion = (): number => useStore(changed);

/** Adds to today; written a moment later, or at once when the page is left. */
export function count(use: Use): void {
  for (const name of NAMES) if (use[name]) waiting[name] = (waiting[name] ?? 0) + use[name];
  timer ??= setTimeout(() => void flushMeter(), REST_MS);
}

export async function flushMeter(): Promise<void> {
  if (timer) clearTimeout(timer);
  timer = null;
  const use = waiting;
  if (!Object.keys(use).length) return;
  waiting = {};
  try {
    await addUse(use);
  } catch (error) {
    // A private window may have no storage: then nothing is kept, and the application goes on.
    console.warn('data meter', error);
    return;
  }
  changed.set((version) => version + 1);
  channel?.postMessage('changed');
}

/** Forgets every day on this device, as the person has asked. */
export async function resetMeter(): Promise<void> {
  waiting = {};
  await forgetDays();
  changed.set((version) => version + 1);
  channel?.postMessage('changed');
}

const PARKED = 'digiboost.meter.';

/**
 * A page that is left has no time for a transaction: what waits is put down at once, for this page when it is seen
 * again or for the next one that opens.
 */
function park(): void {
  if (!Object.keys(waiting).length) return;
  try {
    localStorage.setItem(`${PARKED}${Date.now()}.${Math.random()}`, JSON.stringify({ at: Date.now(), use: waiting }));
    waiting = {};
  } catch {
    // No room or no storage: the transaction may still make it.
    void flushMeter();
  }
}

/** Takes over what pages have put down, each sum for the day on which it was counted. */
async function takeParked(): Promise<void> {
  const found: { at: number; use: Use }[] = [];
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(PARKED)) continue;
      found.push(JSON.parse(localStorage.getItem(key) ?? '') as { at: number; use: Use });
      // Removed before it is added: another tab that looks now finds nothing.
      localStorage.removeItem(key);
    }
    for (const { at, use } of found) await addUse(use, new Date(at));
  } catch (error) {
    console.warn('data meter', error);
  }
  if (found.length) changed.set((version) => version + 1);
}

/** Watches everything that this page fetches from here on, and what it fetched before. */
export function startMeter(): void {
  if (typeof PerformanceObserver === 'undefined') return;
  const add = (entries: PerformanceEntryList) => {
    for (const entry of entries) {
      const use = entryUse(entry as PerformanceResourceTiming);
      if (use) count(use);
    }
  };
  const observer = new PerformanceObserver((list) => add(list.getEntries()));
  observer.observe({ type: 'resource', buffered: true });
  observer.observe({ type: 'navigation', buffered: true });
  // The list holds 250 entries and then drops what comes; the observer sees each of them all the same.
  performance.addEventListener('resourcetimingbufferfull', () => performance.clearResourceTimings());
  const leave = () => {
    add(observer.takeRecords());
    park();
  };
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) leave();
    else void takeParked();
  });
  addEventListener('pagehide', leave);
  void takeParked();
}

/**
 * The part of a request that only its sender knows: its own headers and its body. The rest of the request is added
 * when its answer has come (see entryUse).
 */
export function countSent(request: Request): void {
  count({ sent: ownHeaders(request.headers.entries()) });
  if (request.method === 'GET' || request.method === 'HEAD') return;
  void request
    .clone()
    .arrayBuffer()
    .then((body) => count({ sent: body.byteLength }));
}

/** A form that XMLHttpRequest sent: its `bytes` as the browser reported them. */
export const countUpload = (token: string, bytes: number): void => count({ sent: bytes + authorization(token) });

/** One opening of the live stream: the request, and the headers of its answer. */
export const countLiveOpening = (token: string): void =>
  count({ sent: BROWSER_HEADERS + authorization(token), live: ANSWER_HEADERS });

/** A piece of the live stream as it arrived; its framing (some ten bytes for each event) is not seen from here. */
export const countLive = (bytes: number): void => count({ live: bytes });

const authorization = (token: string): number => ownHeaders([['Authorization', `Bearer ${token}`]]);
