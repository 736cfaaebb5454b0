import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseDatabase, dropDatabase, readSnapshot, writeSnapshot } from '../offline/db';
import { offlineProblem } from './problem';
import { kept, keptPages } from './read';

type Body = { value: number };
const KEY = ['thing'];
const HASH = '["thing"]';
let client: QueryClient;
let asked: Record<string, string>[];

const answer = (body: Body | undefined, status: number, etag?: string) => async ({ headers }: { headers: Record<string, string> }) => {
  asked.push(headers);
  return { data: body, response: new Response(status === 304 ? null : '{}', { status, headers: etag ? { ETag: etag } : {} }) };
};

const observe = (call: Parameters<typeof kept<Body>>[0]) => {
  const observer = new QueryObserver<Body>(client, { queryKey: KEY, queryFn: kept<Body>(call), retry: false, networkMode: 'always' });
  const seen: (Body | undefined)[] = [];
  const stop = observer.subscribe((result) => seen.push(result.data));
  return { observer, seen, stop };
};
const until = async (done: () => boolean) => {
  for (let i = 0; i < 100 && !done(); i += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(done()).toBe(true);
};

beforeEach(() => {
  client = new QueryClient();
  asked = [];
  chooseDatabase('tenant', 'user');
});
afterEach(async () => {
  client.clear();
  await dropDatabase('tenant', 'user');
});

describe('a kept read', () => {
  it('keeps the answer with its tag', async () => {
    const { observer, stop } = observe(answer({ value: 1 }, 200, '"a"'));
    await until(() => observer.getCurrentResult().isSuccess);
    stop();
    expect(await readSnapshot(HASH)).toMatchObject({ etag: '"a"', body: { value: 1 } });
    expect(asked).toEqual([{}]);
  });

  it('shows what was kept at once, with its true age, and asks only whether it changed', async () => {
    const then = Date.now() - 3_600_000;
    await writeSnapshot({ key: HASH, etag: '"a"', body: { value: 1 }, fetched_at: then });
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const { observer, stop } = observe(async (options) => {
      await gate;
      return answer(undefined, 304)(options);
    });
    await until(() => observer.getCurrentResult().data !== undefined);
    expect(observer.getCurrentResult()).toMatchObject({ data: { value: 1 }, dataUpdatedAt: then, isFetching: true });
    release();
    await until(() => !observer.getCurrentResult().isFetching);
    expect(asked).toEqual([{ 'If-None-Match': '"a"' }]);
    expect(observer.getCurrentResult().data).toEqual({ value: 1 });
    expect(observer.getCurrentResult().dataUpdatedAt).toBeGreaterThan(then);
    expect((await readSnapshot(HASH))!.fetched_at).toBeGreaterThan(then);
    stop();
  });

  it('replaces what was kept when the server has news', async () => {
    await writeSnapshot({ key: HASH, etag: '"a"', body: { value: 1 }, fetched_at: 1 });
    const { observer, stop } = observe(answer({ value: 2 }, 200, '"b"'));
    await until(() => observer.getCurrentResult().data?.value === 2);
    stop();
    expect(await readSnapshot(HASH)).toMatchObject({ etag: '"b"', body: { value: 2 } });
  });

  it('stays on the screen with its age when the network is away', async () => {
    await writeSnapshot({ key: HASH, etag: '"a"', body: { value: 1 }, fetched_at: 1234 });
    const { observer, stop } = observe(() => Promise.reject(offlineProblem()));
    await until(() => observer.getCurrentResult().isError);
    expect(observer.getCurrentResult()).toMatchObject({ data: { value: 1 }, dataUpdatedAt: 1234, error: { code: 'offline' } });
    stop();
  });

  it('throws a problem when there is nothing to show', async () => {
    const { observer, stop } = observe(async () => ({ error: { code: 'forbidden', title: 'Non' }, response: new Response('{}', { status: 403 }) }));
    await until(() => observer.getCurrentResult().isError);
    expect(observer.getCurrentResult()).toMatchObject({ data: undefined, error: { code: 'forbidden', status: 403 } });
    stop();
  });

  it('keeps nothing of another person', async () => {
    await writeSnapshot({ key: HASH, etag: '"a"', body: { value: 1 }, fetched_at: 1 });
    chooseDatabase('tenant', 'somebody-else');
    expect(await readSnapshot(HASH)).toBeUndefined();
    await dropDatabase('tenant', 'somebody-else');
    chooseDatabase('tenant', 'user');
    expect(await readSnapshot(HASH)).toBeDefined();
  });
});

describe('kept pages', () => {
  it('keep the first page and fetch the others', async () => {
    const cursors: (string | undefined)[] = [];
    const queryFn = keptPages<Body>(async ({ cursor }) => {
      cursors.push(cursor);
      return { data: { items: [{ value: cursor ? 2 : 1 }], next_cursor: cursor ? null : 'next' }, response: new Response('{}') };
    });
    const pages = await client.fetchInfiniteQuery({
      queryKey: KEY,
      queryFn,
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.next_cursor,
      pages: 2,
    });
    expect(pages.pages.map((page) => page.items[0]!.value)).toEqual([1, 2]);
    expect(cursors).toEqual([undefined, 'next']);
    expect((await readSnapshot(HASH))!.body).toEqual({ items: [{ value: 1 }], next_cursor: 'next' });
  });
});
