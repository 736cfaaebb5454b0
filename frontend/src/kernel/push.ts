import { readPreference, writePreference } from './preferences';

/** After a sign-out this device shows nothing more of whoever used it: the address it was reached at is given up. */
export async function forgetPush(): Promise<void> {
  if (!readPreference('push')) return;
  writePreference('push', null);
  const registration = await navigator.serviceWorker?.getRegistration();
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
}
