import { hashKey, type InfiniteData } from '@tanstack/react-query';
import { api, take } from '@/kernel/api/client';
import { Problem } from '@/kernel/api/problem';
import { queryClient } from '@/kernel/api/query-client';
import type { Page } from '@/kernel/api/read';
import type { InboxItem } from '@/kernel/api/types';
import { connection } from '@/kernel/connection';
import { readSnapshot, writeSnapshot } from '@/kernel/offline/db';
import { inboxQuery } from './reads';
import { knowUnread, lessUnread } from './unread';

const WAITING = 'notifications.seen';
/** As many as the server takes at once. */
const MOST = 200;

/** Where a notification leads: a path of this site, the list itself where it names none. */
export const placeOf = ({ url }: Pick<InboxItem, 'url'>): string => (/^\/(?![/\\])/.test(url) ? url : '/inbox');

/** Stops waiting for the network. */
let again: (() => void) | null = null;

let last: Promise<void> = Promise.resolve();
/** One after the other: what waits is read, changed and written. */
function inTurn(work: () => Promise<void>): Promise<void> {
  const done = last.then(work);
  last = done.catch(() => undefined);
  return done;
}

type List = InfiniteData<Page<InboxItem>>;

/** What was looked at is shown so at once; without network the server learns it when there is one again. */
export function markSeen(ids: string[]): Promise<void> {
  const is = (item: InboxItem) => ids.includes(item.id);
  const fresh = show(is);
  if (fresh) lessUnread(fresh);
  return inTurn(async () => {
    await keep(is);
    await wait([...new Set([...(await waiting()), ...ids])]);
    await send();
  });
}

/** Everything up to now. Throws the Problem that stopped it: later would be another "now". */
export async function markAllSeen(): Promise<void> {
  await take(api.POST('/api/v1/notifications/seen', { body: {} }));
  show(() => true);
  knowUnread(0);
  await inTurn(async () => {
    await keep(() => true);
    await wait([]);
  });
}

/** Tells the server what was looked at while it was away. */
export const sendSeen = (): Promise<void> => inTurn(send);

async function send(): Promise<void> {
  const ids = await waiting();
  if (!ids.length) return;
  try {
    await take(api.POST('/api/v1/notifications/seen', { body: { ids: ids.slice(-MOST) } }));
  } catch (error) {
    if (!(error instanceof Problem && error.passing)) throw error;
    again ??= connection.onReturn(() => {
      again?.();
      again = null;
      void sendSeen().catch((problem: unknown) => console.warn('notifications', problem));
    });
    return;
  }
  await wait([]);
}

const waiting = async (): Promise<string[]> => ((await readSnapshot(WAITING))?.body as string[] | undefined) ?? [];
const wait = (ids: string[]): Promise<void> => writeSnapshot({ key: WAITING, etag: null, body: ids, fetched_at: Date.now() });

/** Marks these in the lists on this device, which stay as old as they are; answers how many were unread. */
function show(is: (item: InboxItem) => boolean): number {
  const found = new Set<string>();
  const mark = marking(is, (item) => found.add(item.id));
  for (const { queryKey, state } of lists()) {
    queryClient.setQueryData<List>(queryKey, (list) => list && { ...list, pages: list.pages.map(mark) }, { updatedAt: state.dataUpdatedAt });
  }
  return found.size;
}

/** The same in what is kept for the next opening without network. */
async function keep(is: (item: InboxItem) => boolean): Promise<void> {
  const mark = marking(is);
  for (const key of new Set([hashKey(inboxQuery().queryKey), ...lists().map(({ queryKey }) => hashKey(queryKey))])) {
    const snapshot = await readSnapshot(key);
    if (snapshot) await writeSnapshot({ ...snapshot, body: mark(snapshot.body as Page<InboxItem>) });
  }
}

const lists = () => queryClient.getQueryCache().findAll({ queryKey: ['notifications', 'inbox'] });

function marking(is: (item: InboxItem) => boolean, found?: (item: InboxItem) => void) {
  const at = new Date().toISOString();
  return (page: Page<InboxItem>): Page<InboxItem> => ({
    ...page,
    items: page.items.map((item) => {
      if (item.seen_at || !is(item)) return item;
      found?.(item);
      return { ...item, seen_at: at };
    }),
  });
}
