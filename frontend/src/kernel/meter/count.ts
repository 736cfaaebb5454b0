import type { Purpose, Use } from './ledger';

/**
 * What a browser adds to each request by itself (User-Agent, the sec- headers, Accept-Encoding, Referer, Host, the
 * cookie and the line ends), in bytes. Measured at the socket with Chromium and Android's user agent over HTTP/1.1:
 * 430 for a file before the login, 590 for a request to the API with the refresh cookie, 490 in the mean of a first
 * visit with its screens fetched ahead. HTTP/2 repeats most of it in a few bytes, so that the sum is the upper end.
 */
export const BROWSER_HEADERS = 490;

/** Resource Timing counts the headers of every answer as this many bytes (Resource Timing, section 4.3). */
export const ANSWER_HEADERS = 300;

type Entry = Pick<PerformanceResourceTiming, 'name' | 'transferSize' | 'workerStart'>;

/** Counted by kernel/live, piece by piece, because the browser reports it only when it ends. */
const LIVE_PATH = '/api/v1/live';

/** The service worker answers for these and counts what it had to fetch. */
const WORKERS = '/assets/';

const purposeOf = (path: string): Purpose => (path.startsWith('/api/') ? 'data' : 'app');

/** "GET /path HTTP/1.1" with its line end. */
const requestLine = (url: URL): number => 15 + url.pathname.length + url.search.length;

/**
 * What one entry of Resource Timing or Navigation Timing says was received, headers included and compressed as it
 * came, and the part of the request that the browser writes. Null for what cost nothing (a cache, the service
 * worker) and for what others count.
 */
export function entryUse(entry: Entry, purpose?: Purpose): Use | null {
  if (!/^https?:/.test(entry.name) || !(entry.transferSize > 0)) return null;
  const url = new URL(entry.name);
  if (url.pathname === LIVE_PATH || (entry.workerStart > 0 && url.pathname.startsWith(WORKERS))) return null;
  return { [purpose ?? purposeOf(url.pathname)]: entry.transferSize, sent: requestLine(url) + BROWSER_HEADERS };
}

/** The headers that the application itself wrote, each with ": " and its line end. */
export function ownHeaders(headers: Iterable<[string, string]>): number {
  let bytes = 0;
  for (const [name, value] of headers) bytes += name.length + value.length + 4;
  return bytes;
}
