/// <reference lib="webworker" />
declare const self: ServiceWorkerGlobalScope;

/** What a push carries; what is `urgent` may make a noise. */
type Told = { title?: string; body?: string; url?: string; tag?: string; urgent?: boolean };

/** What the service worker says to the pages. */
export type FromWorker = { type: 'told' } | { type: 'go'; url: string } | { type: 'push-changed' };

const windows = () => self.clients.matchAll({ type: 'window', includeUncontrolled: true });
const say = (pages: readonly WindowClient[], message: FromWorker) => pages.forEach((page) => page.postMessage(message));

/** Only ever a path of this site. */
const pathOf = (url: unknown): string => (typeof url === 'string' && /^\/(?![/\\])/.test(url) ? url : '/inbox');

/** Shows what is pushed, opens what is tapped, and subscribes again when the browser asks for it. */
export function pushWorker(): void {
  self.addEventListener('push', (event) => event.waitUntil(show(read(event.data))));
  self.addEventListener('notificationclick', (event) => {
    event.notification.close();
    event.waitUntil(open(pathOf((event.notification.data as { url?: unknown } | null)?.url)));
  });
  self.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(subscribeAgain(event as PushSubscriptionChangeEvent)));
}

/** A push that cannot be read still says that there is something. */
function read(data: PushMessageData | null): Told {
  try {
    return (data?.json() as Told | null) ?? {};
  } catch {
    return {};
  }
}

async function show({ title, body, url, tag, urgent }: Told): Promise<void> {
  const pages = await windows();
  say(pages, { type: 'told' });
  // Whoever looks at the application is told there.
  if (pages.some((page) => page.visibilityState === 'visible')) return;
  await self.registration.showNotification(title || 'Digiboost', {
    body,
    tag,
    icon: '/icons/icon-192.png',
    badge: '/icons/badge-96.png',
    data: { url: pathOf(url) },
    // What is not urgent lies there until the phone is looked at.
    silent: !urgent,
    ...(tag && urgent ? { renotify: true } : {}),
  } as NotificationOptions);
}

async function open(url: string): Promise<void> {
  const pages = await windows();
  const page = pages.find(({ visibilityState }) => visibilityState === 'visible') ?? pages[0];
  if (!page) {
    await self.clients.openWindow(url);
    return;
  }
  await page.focus();
  // The page goes there by itself: a reload would cost bytes, and what is being typed.
  say([page], { type: 'go', url });
}

type PushSubscriptionChangeEvent = ExtendableEvent & { oldSubscription?: PushSubscription | null };

/** The server learns the new address from a page, which alone may speak for the person: now, or at the next opening. */
async function subscribeAgain({ oldSubscription }: PushSubscriptionChangeEvent): Promise<void> {
  if (oldSubscription) await self.registration.pushManager.subscribe(oldSubscription.options).catch(() => undefined);
  say(await windows(), { type: 'push-changed' });
}
