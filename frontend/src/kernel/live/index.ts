import { accessToken, dropToken } from '../auth/token';
import { connection } from '../connection';
import { Problem } from '../api/problem';
import { countLive, countLiveOpening } from '../meter';
import { readEvents, type LiveEvent } from './sse';

const listeners = new Map<string, Set<(data: unknown) => void>>();
let running: AbortController | null = null;
let wake: (() => void) | null = null;
let open = false;

/** Longest silence before the stream is taken for dead; the server pings more often. */
const SILENCE_MS = 60_000;
const LONGEST_WAIT_MS = 60_000;

/** True while events arrive; screens that follow a job poll when it is false. */
export const liveIsOpen = (): boolean => open;

/** Calls `listener` with the parsed data of each event of that name; returns the function that stops it. */
export function onLive<T>(name: string, listener: (data: T) => void): () => void {
  const set = listeners.get(name) ?? new Set();
  listeners.set(name, set);
  set.add(listener as (data: unknown) => void);
  return () => set.delete(listener as (data: unknown) => void);
}

function deliver({ event, data }: LiveEvent): void {
  if (listeners.get(event)?.size) announce(event, JSON.parse(data));
}

/** Tells the listeners of that name what came another way than by the stream. */
export function announce(name: string, data: unknown): void {
  for (const listener of [...(listeners.get(name) ?? [])]) listener(data);
}

/** Keeps one stream open while the page is seen and somebody is signed in; returns the function that closes it. */
export function startLive(): () => void {
  const onVisibility = () => {
    if (document.hidden) pause();
    else resume();
  };
  const nudge = () => wake?.();
  document.addEventListener('visibilitychange', onVisibility);
  addEventListener('online', nudge);
  const unwatch = connection.onReturn(nudge);
  if (!document.hidden) resume();
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    removeEventListener('online', nudge);
    unwatch();
    pause();
  };
}

function pause(): void {
  running?.abort();
  running = null;
  open = false;
}

function resume(): void {
  if (running) return;
  running = new AbortController();
  void keepOpen(running.signal);
}

async function keepOpen(signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      await listen(signal, () => {
        failures = 0;
      });
    } catch (error) {
      if (signal.aborted) return;
      // A missing right will not come by asking again; a refused token is renewed by the next turn.
      if (error instanceof Problem && (error.status === 403 || error.status === 404)) return;
      if (error instanceof Problem && error.status === 401) dropToken();
    } finally {
      if (!signal.aborted) open = false;
    }
    failures += 1;
    const wait = Math.min(LONGEST_WAIT_MS, 1000 * 2 ** failures) * (0.5 + Math.random() / 2);
    await pauseFor(wait, signal);
  }
}

async function listen(signal: AbortSignal, onOpen: () => void): Promise<void> {
  const token = await accessToken();
  const controller = new AbortController();
  const stop = () => controller.abort();
  signal.addEventListener('abort', stop);
  let timer = setTimeout(stop, SILENCE_MS);
  try {
    const response = await fetch('/api/v1/live', {
      headers: { Authorization: `Bearer ${token}`, Accept: 'text/event-stream' },
      cache: 'no-store',
      signal: controller.signal,
    }).catch((error: unknown) => {
      if (!signal.aborted) connection.lost();
      throw error;
    });
    if (!response.ok || !response.body) throw new Problem(response.status, { code: 'live' });
    connection.answered();
    countLiveOpening(token);
    onOpen();
    open = true;
    const alive = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, out) {
        countLive(chunk.byteLength);
        clearTimeout(timer);
        timer = setTimeout(stop, SILENCE_MS);
        out.enqueue(chunk);
      },
    });
    await readEvents(response.body.pipeThrough(alive), deliver);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      wake = null;
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
    wake = done;
  });
}
