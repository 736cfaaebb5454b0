/// <reference lib="webworker" />
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { meterWorker } from './kernel/meter/worker';
import { pushWorker } from './kernel/push-worker';

declare const self: ServiceWorkerGlobalScope;

/** Hashed files: the chunks of the screens, kept when they are used or when there is time, for 30 days. */
const ASSETS = 'digiboost-assets';
const KEPT_MS = 30 * 86_400_000;
const FETCHED = 'x-digiboost-kept';

const manifest = self.__WB_MANIFEST as { url: string; revision: string | null }[];
const shell = manifest.filter(({ url }) => !/^assets\/.*\.js$/.test(url) || /^assets\/(app|base|rolldown-runtime)-/.test(url));
/**
 * Needed by few, each kind kept once somebody has used some of it, and then renewed with the application: the reader of
 * barcodes, and the screens of companies that send people out (`HOUSE` in vite.config.ts).
 */
const ON_USE = [/^\/assets\/barcode-/, /^\/assets\/house_/];
const later = manifest.filter((entry) => !shell.includes(entry)).map(({ url }) => `/${url}`);

/** What a shop needs when the network goes: selling, what was sold, what is unsent, and the way back in. */
const COUNTER = /^\/assets\/(LoginPage|NewSalePage|SalePage|SalesPage|QueuePage)-/;

/** The screens of people who are sent out: theirs instead of the counter, and nobody else's. */
const FIELD = /^\/assets\/field-/;
const FIELD_COUNTER = /^\/assets\/(field-|LoginPage-|QueuePage-)/;

const ahead = new Set<string>();
meterWorker((path) => ahead.has(path));
pushWorker();

// Only the shell is precached; answers of the API are never touched here: they live in the person's own database.
precacheAndRoute(shell);
cleanupOutdatedCaches();
registerRoute(
  new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: [/^\/api\//, /^\/health\//, /^\/metrics/, /^\/docs/, /^\/suivi\//, /^\/demande\//] }),
);
registerRoute(
  ({ url, request }) => url.origin === self.location.origin && url.pathname.startsWith('/assets/') && request.method === 'GET',
  async ({ request }) => {
    const cache = await caches.open(ASSETS);
    const hit = await cache.match(request);
    if (hit) return hit;
    const response = await fetch(request);
    if (response.ok) await keep(cache, request.url, response.clone());
    return response;
  },
);

async function keep(cache: Cache, url: string, response: Response): Promise<void> {
  const headers = new Headers(response.headers);
  headers.set(FETCHED, String(Date.now()));
  // The body comes decoded; these two would lie about it.
  headers.delete('Content-Encoding');
  headers.delete('Content-Length');
  await cache.put(url, new Response(await response.blob(), { status: 200, headers }));
}

async function fill(urls: string[]): Promise<void> {
  const cache = await caches.open(ASSETS);
  const here = (await cache.keys()).map(({ url }) => new URL(url).pathname);
  const unused = ON_USE.filter((kind) => !here.some((path) => kind.test(path)));
  for (const url of urls) {
    if (unused.some((kind) => kind.test(url)) || (await cache.match(url))) continue;
    ahead.add(url);
    const response = await fetch(url);
    if (response.ok) await keep(cache, url, response);
  }
}

/** Keeps a module after all that it imports before it can run: a screen that is kept is whole. */
async function keepWhole(url: string, seen: Set<string>): Promise<void> {
  if (seen.has(url)) return;
  seen.add(url);
  const cache = await caches.open(ASSETS);
  const kept = await cache.match(url);
  if (!kept) ahead.add(url);
  const response = kept ?? (await fetch(url));
  if (!response.ok) return;
  const code = await response.clone().text();
  for (const [, file] of code.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)) {
    if (later.includes(`/assets/${file}`)) await keepWhole(`/assets/${file}`, seen);
  }
  if (!kept) await keep(cache, url, response);
}

async function fillWhole(urls: string[]): Promise<void> {
  const seen = new Set<string>();
  for (const url of urls) await keepWhole(url, seen);
}

async function sweep(): Promise<void> {
  const cache = await caches.open(ASSETS);
  const current = new Set(later);
  for (const request of await cache.keys()) {
    if (current.has(new URL(request.url).pathname)) continue;
    const kept = Number((await cache.match(request))?.headers.get(FETCHED) ?? 0);
    if (Date.now() - kept > KEPT_MS) await cache.delete(request);
  }
}

self.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([self.clients.claim(), sweep()]));
});

type Message = { type: 'activate' } | { type: 'keep'; urls: string[] } | { type: 'counter'; field: boolean } | { type: 'fill'; field: boolean };

self.addEventListener('message', (event) => {
  const message = event.data as Message;
  if (message.type === 'activate') void self.skipWaiting();
  // Offline the network says no and the next start asks again.
  if (message.type === 'keep') event.waitUntil(fill(message.urls).catch(() => undefined));
  if (message.type === 'counter') {
    const counter = message.field ? FIELD_COUNTER : COUNTER;
    event.waitUntil(fillWhole(later.filter((url) => counter.test(url))).catch(() => undefined));
  }
  // Whoever is sent out has all of theirs with the counter.
  if (message.type === 'fill' && !message.field) event.waitUntil(fill(later.filter((url) => !FIELD.test(url))).catch(() => undefined));
});
