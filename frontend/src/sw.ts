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
/** Needed by few: kept once somebody has used it, and then renewed with the application. */
const ON_USE = /^\/assets\/barcode-/;
const later = manifest.filter((entry) => !shell.includes(entry)).map(({ url }) => `/${url}`);

/** What a shop needs when the network goes: selling, what was sold, what is unsent, and the way back in. */
const COUNTER = /^\/assets\/(LoginPage|NewSalePage|SalePage|SalesPage|QueuePage)-/;

const ahead = new Set<string>();
meterWorker((path) => ahead.has(path));
pushWorker();

// Only the shell is precached; answers of the API are never touched here: they live in the person's own database.
precacheAndRoute(shell);
cleanupOutdatedCaches();
registerRoute(
  new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: [/^\/api\//, /^\/health\//, /^\/metrics/, /^\/docs/] }),
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
  const used = (await cache.keys()).some(({ url }) => ON_USE.test(new URL(url).pathname));
  for (const url of urls) {
    if ((ON_USE.test(url) && !used) || (await cache.match(url))) continue;
    ahead.add(url);
    const response = await fetch(url);
    if (response.ok) await keep(cache, url, response);
  }
}

/** Keeps these modules with all that they import before they can run. */
async function fillWhole(urls: string[]): Promise<void> {
  const cache = await caches.open(ASSETS);
  const wanted = new Set(urls);
  for (const url of wanted) {
    await fill([url]);
    const code = await (await cache.match(url))?.text();
    for (const [, file] of code?.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g) ?? []) {
      if (later.includes(`/assets/${file}`)) wanted.add(`/assets/${file}`);
    }
  }
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

type Message = { type: 'activate' } | { type: 'keep'; urls: string[] } | { type: 'counter' } | { type: 'fill' };

self.addEventListener('message', (event) => {
  const message = event.data as Message;
  if (message.type === 'activate') void self.skipWaiting();
  // Offline the network says no and the next start asks again.
  if (message.type === 'keep') event.waitUntil(fill(message.urls).catch(() => undefined));
  if (message.type === 'counter') event.waitUntil(fillWhole(later.filter((url) => COUNTER.test(url))).catch(() => undefined));
  if (message.type === 'fill') event.waitUntil(fill(later).catch(() => undefined));
});
