import { api, type Answer } from './client';

type Query = Record<string, string | number | boolean | readonly string[] | null | undefined>;
type Options = { headers?: Record<string, string>; signal?: AbortSignal };
type Untyped = (path: string, options: object) => Promise<Answer<unknown>>;

/** A request to an address whose shape the caller states; what is null or undefined is left out of the query. */
export function plain<T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, { query, body, ...options }: Options & { query?: Query; body?: unknown } = {}): Promise<Answer<T>> {
  const given = Object.fromEntries(Object.entries(query ?? {}).filter(([, value]) => value !== null && value !== undefined));
  return (api[method] as unknown as Untyped)(path, { params: { query: given }, body, ...options }) as Promise<Answer<T>>;
}
