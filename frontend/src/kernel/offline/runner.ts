import { onWrite } from '../api/client';
import { connection } from '../connection';
import { isLite } from '../lite';
import { onLive } from '../live';
import { createStore } from '../store';
import { drain, type Deps } from './engine';
import { feed } from './feed';
import { startFiles } from './files';
import { oneTabAtATime } from './lock';
import { holdMirror, mirror, thin, type Keep } from './mirror';
import { owner, type Owner } from './owner';
import { pullChanges } from './pull';
import { holdQueue, onEnqueue, operations } from './queue';
import { Problem } from '../api/problem';
import { push } from './wire';

/** What the server said about this application and this device, for a quiet notice. */
export type Health = {
  /** How far this device's clock is ahead of the server's, in ms. */
  skew: number;
  /** The server no longer understands this version's operations. */
  outdated: boolean;
  /** Whether the system promised not to clear our storage; null until asked. */
  persisted: boolean | null;
};

export const health = createStore<Health>({ skew: 0, outdated: false, persisted: null });

/** Something of others came before what was pushed, or the server did not say. */
let missed = false;
const deps: Deps = {
  push: async (request) => {
    const answer = await push(request);
    if (!feed.own(answer.stands ?? null)) missed = true;
    return answer;
  },
  now: Date.now,
  random: Math.random,
};
const PULL_WAIT_MS = 400;
const STALE_MS = 60_000;
const STALE_LITE_MS = 5 * 60_000;

/** `hint`: the highest number of the feed that was heard of; 0 for none. */
type Want = { drain: boolean; eager: boolean; pull: boolean; hint: number };
const nothing: Want = { drain: false, eager: false, pull: false, hint: 0 };
const isSomething = ({ drain, pull, hint }: Want) => drain || pull || hint > 0;
let want: Want = nothing;
let running: Promise<void> | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let pullTimer: ReturnType<typeof setTimeout> | undefined;
let pullFailures = 0;
/** When the server was last asked for changes, in ms since 1970, whatever came of it. */
let askedAt = 0;
/** The server asked to be left alone until then. */
let notBefore = 0;
let started: { scopes: string; keep: Keep } | null = null;

function kick(more: Partial<Want>): Promise<void> {
  want = {
    drain: want.drain || Boolean(more.drain),
    eager: want.eager || Boolean(more.eager),
    pull: want.pull || Boolean(more.pull),
    hint: Math.max(want.hint, more.hint ?? 0),
  };
  running ??= run().finally(() => {
    running = null;
    // Asked for in the very moment of ending.
    if (isSomething(want)) void kick({});
  });
  return running;
}

async function run(): Promise<void> {
  while (isSomething(want)) {
    const now = want;
    want = nothing;
    const me = owner.get();
    if (!me) return;
    try {
      await oneTabAtATime(`digiboost-drain:${me.tenantId}`, () => turn(now));
    } catch (error) {
      // Storage that fails now is tried again by the next event; what is queued stays where it is.
      console.warn('local ledger', error);
      return;
    }
  }
}

async function turn(now: Want): Promise<void> {
  const me = owner.get();
  if (!me) return;
  await holdQueue();
  let pull = now.pull || (now.hint > 0 && feed.isNews(now.hint));
  let reachable = true;
  if (now.drain || pull) {
    if (Date.now() < notBefore) schedule(notBefore);
    else if (operations.get()?.some(({ status }) => status !== 'acked')) {
      missed = false;
      const { arrived, nextAt, stopped, skew } = await drain(me, now.eager, deps);
      pull ||= arrived.length > 0 && (missed || !arrived.every(({ whole }) => whole));
      reachable = stopped?.status !== 0;
      if (stopped?.retryAfter) notBefore = Date.now() + stopped.retryAfter * 1000;
      const outdated = stopped?.status === 426;
      health.set((before) => (skew === null && before.outdated === outdated ? before : { ...before, skew: skew ?? before.skew, outdated }));
      schedule(nextAt);
    }
  }
  if (pull && started && reachable) await pullOnce(me, started);
}

async function pullOnce(me: Owner, { scopes, keep }: { scopes: string; keep: Keep }): Promise<void> {
  askedAt = Date.now();
  try {
    await holdMirror();
    await pullChanges(me, scopes);
    await thin(keep);
    pullFailures = 0;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    // No network: its return asks again. A server in trouble is asked later, and a refused session not at all.
    if (error.status === 401 || error.code === 'offline') return;
    pullFailures += 1;
    pullSoon(Math.max((error.retryAfter ?? 0) * 1000, Math.min(5 * 60_000, 5000 * 2 ** pullFailures)));
  }
}

function schedule(at: number | null): void {
  clearTimeout(timer);
  if (at === null) return;
  timer = setTimeout(() => void kick({ drain: true }), Math.max(250, at - Date.now()));
}

function pullSoon(wait: number = PULL_WAIT_MS): void {
  clearTimeout(pullTimer);
  pullTimer = setTimeout(() => {
    if (!document.hidden) void kick({ pull: true });
  }, wait);
}

let hintTimer: ReturnType<typeof setTimeout> | undefined;
/** The server's hint of a change; of our own it mostly comes before the answer that would tell so. */
function hinted(seq: number): void {
  if (!feed.isNews(seq)) return;
  clearTimeout(hintTimer);
  hintTimer = setTimeout(() => void kick({ hint: seq }), PULL_WAIT_MS);
}

/** Sends what waits without regard to failures of the network before; resolves when this attempt has ended. */
export async function drainNow(): Promise<void> {
  await kick({ drain: true, eager: true });
}

export const pullNow = (): Promise<void> => kick({ pull: true });

/** Whether something is on its way to the server at this moment, in this tab or another. */
export const isSending = (): boolean => operations.get()?.some(({ status }) => status === 'sending') ?? false;

let asked = false;
/** After the first write: from then on the system should not clear our storage by itself. */
async function askToPersist(): Promise<void> {
  if (asked || !navigator.storage?.persist) return;
  asked = true;
  const persisted = (await navigator.storage.persisted()) || (await navigator.storage.persist());
  health.set((before) => ({ ...before, persisted }));
}

onEnqueue(() => {
  void askToPersist().catch(() => undefined);
  void kick({ drain: true });
});

/**
 * Keeps the queue moving and the mirror fresh while somebody is signed in; returns the function that stops it.
 * `scopes` name what this person may read, `keep` the kinds that grow without end.
 */
export function startOffline({ scopes, keep }: { scopes: readonly string[]; keep: Keep }): () => void {
  started = { scopes: [...scopes].sort().join(' '), keep };
  const begin = () => {
    feed.forget();
    void holdQueue()
      .then(() => holdMirror())
      .catch((error: unknown) => console.warn('local storage', error));
    void kick({ drain: true, eager: true });
    // The first screen goes first.
    pullSoon(1500);
  };
  const stale = () => Date.now() - Math.max(askedAt, mirror.get()?.meta.as_of ?? 0) > (isLite() ? STALE_LITE_MS : STALE_MS);
  const onVisible = () => {
    if (!document.hidden) void kick({ drain: true, eager: true, pull: stale() });
  };
  // While data is saved no hint comes that something has changed: looking at the page again is the sign to ask. A window
  // may get the focus without ever having been hidden, and a page may come back whole from the browser's own memory.
  const onLook = () => {
    if (!document.hidden && isLite() && stale()) void kick({ pull: true });
  };
  const onOnline = () => void kick({ drain: true, eager: true });
  document.addEventListener('visibilitychange', onVisible);
  addEventListener('focus', onLook);
  addEventListener('pageshow', onLook);
  addEventListener('online', onOnline);
  const off = [
    owner.subscribe(begin),
    connection.onReturn(() => void kick({ drain: true, eager: true, pull: true })),
    onLive<{ seq?: number }>('changes', ({ seq }) => (seq === undefined ? pullSoon() : hinted(seq))),
    // Who is sent out is told of what names them, and of nothing else: without its id.
    onLive<{ request_id?: string }>('requests', ({ request_id }) => request_id === undefined && pullSoon()),
    // What was changed past the queue is shown from the mirror too.
    onWrite(() => pullSoon()),
    startFiles(),
  ];
  begin();
  return () => {
    document.removeEventListener('visibilitychange', onVisible);
    removeEventListener('focus', onLook);
    removeEventListener('pageshow', onLook);
    removeEventListener('online', onOnline);
    off.forEach((stop) => stop());
    clearTimeout(timer);
    clearTimeout(pullTimer);
    clearTimeout(hintTimer);
    started = null;
  };
}
