import { authorized, type Answer } from './client';

type Options = { headers: Record<string, string>; signal: AbortSignal };

/** A read by its address, where the shape of the answer stands in the feature. Values left open are not sent. */
export async function readAt<T>(path: string, query: Record<string, string | number | boolean | null | undefined>, { headers, signal }: Options): Promise<Answer<T>> {
  const url = new URL(`/api/v1/${path}`, location.origin);
  for (const [name, value] of Object.entries(query)) if (value !== null && value !== undefined && value !== '') url.searchParams.set(name, String(value));
  const response = await authorized(new Request(url, { headers, signal }));
  const body: unknown = response.status === 304 ? undefined : await response.json().catch(() => undefined);
  return response.ok ? { data: body as T, response } : { error: body, response };
}
