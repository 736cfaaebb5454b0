import { api, take } from '@/kernel/api/client';
import { profileNow } from '@/kernel/auth/session';
import { readPreference, writePreference } from '@/kernel/preferences';

/** `install`: an iPhone shows notifications of an application on its home screen alone. */
export type PushState = 'unsupported' | 'install' | 'denied' | 'ask' | 'off' | 'on';

/** What this device remembers of its subscription: whose it is, the server's id of it, and where it is reached. */
type Mine = { user: string; id: string; endpoint: string };

export function mine(): Mine | null {
  const kept = readPreference('push');
  if (!kept) return null;
  const found = JSON.parse(kept) as Mine;
  return found.user === profileNow()?.user.id ? found : null;
}

export async function pushState(): Promise<PushState> {
  if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) {
    return /iPhone|iPad/.test(navigator.userAgent) && !matchMedia('(display-mode: standalone)').matches ? 'install' : 'unsupported';
  }
  if (Notification.permission === 'denied') return 'denied';
  const registration = await navigator.serviceWorker.getRegistration();
  if (!registration) return 'unsupported';
  const subscription = await registration.pushManager.getSubscription();
  if (subscription && mine()?.endpoint === subscription.endpoint) return 'on';
  return Notification.permission === 'granted' ? 'off' : 'ask';
}

/** Asks the person by the browser's own question, subscribes, and tells the server. Throws what stopped it. */
export async function switchOn(key: string): Promise<PushState> {
  if ((await Notification.requestPermission()) !== 'granted') return pushState();
  await subscribe(key);
  return 'on';
}

async function subscribe(key: string): Promise<void> {
  const { pushManager } = await navigator.serviceWorker.ready;
  const wanted = { userVisibleOnly: true, applicationServerKey: bytesOf(key) };
  const before = await pushManager.getSubscription();
  // Made with another key it would never be reached.
  if (before && base64url(before.options.applicationServerKey) !== key) await before.unsubscribe();
  await tellServer(await pushManager.subscribe(wanted));
}

async function tellServer(subscription: PushSubscription): Promise<void> {
  const { endpoint } = subscription;
  const body = { endpoint, p256dh: base64url(subscription.getKey('p256dh')), auth: base64url(subscription.getKey('auth')) };
  const { id } = await take(api.POST('/api/v1/notifications/push-subscriptions', { body }));
  const user = profileNow()?.user.id;
  if (user) writePreference('push', JSON.stringify({ user, id, endpoint } satisfies Mine));
}

/** The browser gave this device another address, or took it away: the server hears of it. */
export async function renew(): Promise<void> {
  const known = mine();
  if (!known || Notification.permission !== 'granted') return;
  const { pushManager } = await navigator.serviceWorker.ready;
  const now = await pushManager.getSubscription();
  if (now?.endpoint === known.endpoint) return;
  if (now) return tellServer(now);
  const { vapid_public_key } = await take(api.GET('/api/v1/notifications/channels'));
  if (vapid_public_key) await subscribe(vapid_public_key);
}

export async function switchOff(id: string): Promise<void> {
  await take(api.DELETE('/api/v1/notifications/push-subscriptions/{subscription_id}', { params: { path: { subscription_id: id } } }));
  if (mine()?.id !== id) return;
  writePreference('push', null);
  const registration = await navigator.serviceWorker.getRegistration();
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
}

export function bytesOf(key: string): Uint8Array<ArrayBuffer> {
  const text = atob(key.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

export const base64url = (buffer: ArrayBuffer | null): string =>
  btoa(String.fromCharCode(...new Uint8Array(buffer ?? new ArrayBuffer(0)))).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
