/// <reference lib="webworker" />
import { entryUse } from './count';
import { addUse, CHANNEL, NAMES, type Use } from './ledger';

/**
 * Counts what the service worker fetches for itself, which no page sees: the shell when it is installed, screens
 * fetched ahead. It writes the days itself, in the same transactions as the pages, because often no page is there to
 * be told; those that are hear of it by the channel.
 */
export function meterWorker(isAhead: (path: string) => boolean): void {
  if (typeof PerformanceObserver === 'undefined') return;
  const channel = new BroadcastChannel(CHANNEL);
  new PerformanceObserver((list) => {
    const sum: Use = {};
    for (const entry of list.getEntries()) {
      const use = entryUse(entry as PerformanceResourceTiming, isAhead(new URL(entry.name).pathname) ? 'ahead' : undefined);
      if (use) for (const name of NAMES) sum[name] = (sum[name] ?? 0) + (use[name] ?? 0);
    }
    performance.clearResourceTimings();
    if (sum.sent) void addUse(sum).then(() => channel.postMessage('changed'), (error: unknown) => console.warn('data meter', error));
  }).observe({ type: 'resource', buffered: true });
}
