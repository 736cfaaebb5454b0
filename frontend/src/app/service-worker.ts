import { navigate } from 'wouter/use-browser-location';
import { connection } from '@/kernel/connection';
import { hasUnsavedWork } from '@/kernel/dirty';
import { t } from '@/kernel/i18n';
import { isLite } from '@/kernel/lite';
import { announce } from '@/kernel/live';
import { isSending } from '@/kernel/offline';
import { readPreference } from '@/kernel/preferences';
import type { FromWorker } from '@/kernel/push-worker';
import { toast } from '@/ui/Toast';

/**
 * Registers the service worker, asks it to keep what this visit has loaded and, when there is time and nobody asked
 * to save data, the other screens. A new version waits until the person agrees, or until the page is hidden with
 * nothing unsaved.
 */
export async function registerServiceWorker(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.register('/sw.js');
  let reloading = false;
  const controlled = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (!controlled || reloading) return;
    reloading = true;
    // Another tab may have agreed while something is under way in this one.
    whenQuiet(() => location.reload());
  });

  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    if (data.type === 'go') navigate(data.url);
    else announce(data.type, null);
  });

  const offer = (worker: ServiceWorker) => {
    const activate = () => worker.postMessage({ type: 'activate' });
    const agree = () => {
      if (hasUnsavedWork()) toast(t('update.form_open'));
      whenQuiet(activate);
    };
    toast(t('update.ready'), { lasting: true, action: { label: t('update.now'), run: agree } });
    document.addEventListener('visibilitychange', () => {
      if (document.hidden && quiet()) activate();
    });
  };
  if (registration.waiting && controlled) offer(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed' && navigator.serviceWorker.controller) offer(worker);
    });
  });

  const { active } = await navigator.serviceWorker.ready;
  const loaded = performance
    .getEntriesByType('resource')
    .map((entry) => new URL(entry.name, location.href).pathname)
    .filter((path) => path.startsWith('/assets/') && path.endsWith('.js'));
  active?.postMessage({ type: 'keep', urls: loaded });
  const idle = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 2000));
  // The counter must work when the network goes, whatever was looked at before and even where data is saved.
  if (readPreference('session')) setTimeout(() => idle(() => active?.postMessage({ type: 'counter', field: isField() })), 3000);
  setTimeout(() => idle(() => !isLite() && active?.postMessage({ type: 'fill', field: isField() })), 8000);
}

/** Whether this phone is used by somebody who is sent out. */
const isField = () => readPreference('session') === 'field';

/** Nothing is on its way to the server, and nothing typed would be lost. */
const quiet = () => !isSending() && !hasUnsavedWork();

function whenQuiet(run: () => void): void {
  if (quiet()) run();
  else setTimeout(() => whenQuiet(run), 500);
}

/** After an update an old page may ask for a chunk that is gone: one reload brings the new shell. */
export function reloadOnMissingChunk(): void {
  addEventListener('vite:preloadError', (event) => {
    const last = Number(sessionStorage.getItem('digiboost.reloaded') ?? 0);
    // Without network nothing new can come, and what is being typed would be lost: whoever asked says that it failed.
    if (connection.get().state === 'offline' || !navigator.onLine || hasUnsavedWork() || Date.now() - last < 30_000) return;
    sessionStorage.setItem('digiboost.reloaded', String(Date.now()));
    event.preventDefault();
    location.reload();
  });
}
