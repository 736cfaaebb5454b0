import { api, take } from '@/kernel/api/client';
import { liveIsOpen, onLive } from '@/kernel/live';
import { readSnapshot, writeSnapshot } from '@/kernel/offline/db';
import { createStore, useStore } from '@/kernel/store';

const KEPT = 'notifications.unread';

/** How many notifications this person has not seen, as far as this device knows. */
const unread = createStore(0);
export const useUnread = (): number => useStore(unread);

/** Says so at once, and remembers it for the next opening. */
export function knowUnread(count: number): void {
  unread.set(count);
  void writeSnapshot({ key: KEPT, etag: null, body: count, fetched_at: Date.now() });
}

/** Fewer by those that were just looked at. */
export const lessUnread = (by: number): void => knowUnread(Math.max(0, unread.get() - by));

/**
 * Follows the count of whoever `me` is; returns the function that stops it. It comes with what the phone fetches
 * anyway, so that an opening costs no request; the live hint that names this person asks for it alone. `arrived` is
 * told how many more there are than before.
 */
export function watchUnread(me: string, arrived: (more: number) => void): () => void {
  let known: number | null = null;
  let on = true;
  unread.set(0);
  void readSnapshot(KEPT).then((kept) => {
    if (on && known === null && kept) unread.set(kept.body as number);
  });
  const learn = (count: number) => {
    if (!on) return;
    // What was there before this opening has been told before. Only the server's word counts: what was looked at here is
    // taken off the number at once, and an answer that is under way does not know it yet.
    const before = known;
    known = count;
    if (count !== unread.get()) knowUnread(count);
    if (before !== null && count > before) arrived(count - before);
  };
  const ask = () =>
    take(api.GET('/api/v1/notifications/summary')).then(
      (summary) => learn(summary.unread),
      // The next thing that is fetched brings it.
      () => undefined,
    );
  const off = [
    onLive<number>('unread', learn),
    onLive<{ user_ids?: string[] }>('notifications', ({ user_ids }) => {
      if (user_ids?.includes(me)) void ask();
    }),
    // A push came while the page is open: news only where no stream tells it.
    onLive('told', () => void (liveIsOpen() || ask())),
  ];
  return () => {
    on = false;
    off.forEach((stop) => stop());
  };
}
