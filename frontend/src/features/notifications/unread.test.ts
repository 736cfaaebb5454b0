import { hashKey } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { announce } from '@/kernel/live';
import { chooseDatabase, dropDatabase, readSnapshot, writeSnapshot } from '@/kernel/offline/db';
import { holdSession } from '@/kernel/auth/token';
import { queryClient } from '@/kernel/api/query-client';
import type { InboxItem } from '@/kernel/api/types';
import { inboxQuery } from './reads';
import { markSeen, placeOf, sendSeen } from './seen';
import { knowUnread, lessUnread, watchUnread } from './unread';

const arrived = vi.fn();
let stop = () => {};
/** What the server answers next; null: no network. */
let answer: Response | null;
const asked: { path: string; body: string }[] = [];

beforeEach(() => {
  chooseDatabase('tenant', 'awa');
  arrived.mockReset();
  asked.length = 0;
  answer = null;
  holdSession({ access_token: 'token', expires_in: 900 } as never);
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push({ path: new URL(request.url).pathname, body: await request.text() });
    if (!answer) throw new TypeError('no network');
    return answer.clone();
  });
});
afterEach(async () => {
  stop();
  vi.unstubAllGlobals();
  queryClient.clear();
  await dropDatabase('tenant', 'awa');
});
const shown = async () => (await readSnapshot('notifications.unread'))?.body;
const until = (what: () => unknown) => vi.waitFor(async () => expect(await what()).toBeTruthy());

describe('the number on the bell', () => {
  it('tells of what is more than the server said before, and not of what was there', async () => {
    stop = watchUnread('awa', arrived);
    announce('unread', 3);
    expect(arrived).not.toHaveBeenCalled();
    announce('unread', 5);
    expect(arrived).toHaveBeenCalledExactlyOnceWith(2);
    announce('unread', 1);
    expect(arrived).toHaveBeenCalledOnce();
    await until(async () => (await shown()) === 1);
  });

  it('is not fooled by an answer that was under way while something was looked at', () => {
    stop = watchUnread('awa', arrived);
    announce('unread', 3);
    lessUnread(1);
    announce('unread', 3);
    expect(arrived).not.toHaveBeenCalled();
  });

  it('asks only when the hint names this person', async () => {
    stop = watchUnread('awa', arrived);
    announce('unread', 0);
    answer = Response.json({ unread: 1, latest_at: null });
    announce('notifications', { user_ids: ['moussa'] });
    expect(asked).toEqual([]);
    announce('notifications', { user_ids: ['moussa', 'awa'] });
    await until(() => arrived.mock.calls.length === 1);
    expect(asked.map(({ path }) => path)).toEqual(['/api/v1/notifications/summary']);
  });

  it('shows what it knew at the next opening, until something newer is known', async () => {
    knowUnread(4);
    await until(async () => (await shown()) === 4);
    stop = watchUnread('awa', arrived);
    announce('unread', 6);
    // Four of them were there before this opening: nobody can tell which are new.
    expect(arrived).not.toHaveBeenCalled();
  });
});

describe('what was looked at', () => {
  const item = (id: string) => ({ id, seen_at: null, created_at: '2026-06-01T08:00:00Z' }) as InboxItem;

  it('is marked at once, and told to the server when there is a network again', async () => {
    const key = inboxQuery().queryKey;
    queryClient.setQueryData(key, { pages: [{ items: [item('a'), item('b')], next_cursor: null }], pageParams: [null] }, { updatedAt: 1000 });
    knowUnread(2);
    await markSeen(['a']);
    const list = queryClient.getQueryData(key)!;
    expect(list.pages[0]!.items.map(({ seen_at }) => seen_at !== null)).toEqual([true, false]);
    expect(queryClient.getQueryState(key)!.dataUpdatedAt).toBe(1000);
    await until(async () => (await shown()) === 1);
    answer = Response.json({ unread: 1, latest_at: null });
    asked.length = 0;
    await sendSeen();
    expect(asked).toEqual([{ path: '/api/v1/notifications/seen', body: JSON.stringify({ ids: ['a'] }) }]);
    asked.length = 0;
    await sendSeen();
    expect(asked).toEqual([]);
  });

  it('stays so in what is kept for an opening without network', async () => {
    const key = hashKey(inboxQuery().queryKey);
    await writeSnapshot({ key, etag: '"1"', body: { items: [item('a'), item('b')], next_cursor: null }, fetched_at: 1000 });
    await markSeen(['b']);
    const kept = (await readSnapshot(key))!;
    expect((kept.body as { items: InboxItem[] }).items.map(({ seen_at }) => seen_at !== null)).toEqual([false, true]);
    expect(kept).toMatchObject({ etag: '"1"', fetched_at: 1000 });
  });

  it('loses none of two that are tapped at once', async () => {
    await Promise.all([markSeen(['a']), markSeen(['b'])]);
    answer = Response.json({ unread: 0, latest_at: null });
    asked.length = 0;
    await sendSeen();
    expect(asked.map(({ body }) => body)).toEqual([JSON.stringify({ ids: ['a', 'b'] })]);
  });

  it('leads to a screen of this site alone', () => {
    expect(placeOf({ url: '/alerts/1' })).toBe('/alerts/1');
    for (const url of ['', '//evil.example', '/\\evil.example', 'https://evil.example']) expect(placeOf({ url })).toBe('/inbox');
  });
});
