import { hashKey, type QueryClient, type QueryKey } from '@tanstack/react-query';
import { readSnapshot, writeSnapshot } from '../offline/db';
import { problemOf } from './problem';
import type { Answer } from './client';

type Headers = Record<string, string>;
type Context = { client: QueryClient; queryKey: QueryKey; signal: AbortSignal };

/**
 * A read that survives a reload and the loss of the network: the answer kept on this device is shown at once with
 * its true age, while the server is asked whether it changed (If-None-Match; 304 costs no body). A failure leaves
 * the kept answer on the screen and is thrown, so that the screen can say so.
 */
export function kept<T>(call: (options: { headers: Headers; signal: AbortSignal }) => Promise<Answer<T>>) {
  return async ({ client, queryKey, signal }: Context): Promise<T> => {
    const { body } = await revalidate<T>(hashKey(queryKey), signal, call, (snapshot, at) => {
      if (client.getQueryData(queryKey) === undefined) client.setQueryData(queryKey, snapshot, { updatedAt: at });
    });
    return body;
  };
}

export type Page<T> = { items: T[]; next_cursor: string | null };

/** The same for a list that is read page by page: its first page is kept, the others need the network. */
export function keptPages<T, P extends Page<T> = Page<T>>(
  call: (options: { headers: Headers; signal: AbortSignal; cursor: string | undefined }) => Promise<Answer<P>>,
) {
  return async ({ client, queryKey, signal, pageParam }: Context & { pageParam: string | null }): Promise<P> => {
    if (pageParam !== null) {
      const { data, error, response } = await call({ headers: {}, signal, cursor: pageParam });
      if (!response.ok || !data) throw await problemOf(response, error ?? {});
      return data;
    }
    const { body } = await revalidate<P>(
      hashKey(queryKey),
      signal,
      (options) => call({ ...options, cursor: undefined }),
      (snapshot, at) => {
        if (client.getQueryData(queryKey) === undefined) {
          client.setQueryData(queryKey, { pages: [snapshot], pageParams: [null] }, { updatedAt: at });
        }
      },
    );
    return body;
  };
}

async function revalidate<T>(
  key: string,
  signal: AbortSignal,
  call: (options: { headers: Headers; signal: AbortSignal }) => Promise<Answer<T>>,
  show: (body: T, at: number) => void,
): Promise<{ body: T }> {
  const snapshot = await readSnapshot(key);
  if (snapshot) show(snapshot.body as T, snapshot.fetched_at);
  const { data, error, response } = await call({
    headers: snapshot?.etag ? { 'If-None-Match': snapshot.etag } : {},
    signal,
  });
  if (response.status === 304 && snapshot) {
    await writeSnapshot({ ...snapshot, fetched_at: Date.now() });
    return { body: snapshot.body as T };
  }
  if (!response.ok) throw await problemOf(response, error ?? {});
  await writeSnapshot({ key, etag: response.headers.get('ETag'), body: data, fetched_at: Date.now() });
  return { body: data as T };
}
