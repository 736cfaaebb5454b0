import createClient from 'openapi-fetch';
import type { paths } from './schema';
import { accessToken, renew } from '../auth/token';
import { language } from '../i18n';
import { problemOf } from './problem';
import { send } from './transport';

const writes = new Set<() => void>();
/** Calls `listener` after each request that changed something at the server; returns the stop. */
export function onWrite(listener: () => void): () => void {
  writes.add(listener);
  return () => writes.delete(listener);
}

/** One request as the person signed in; a refused token is renewed once. */
export async function authorized(request: Request): Promise<Response> {
  const again = request.clone();
  const token = await accessToken();
  const response = await send(withToken(request, token));
  if (response.status !== 401) return response;
  // The token may have been revoked or the server's key changed: one new token, one more try.
  return send(withToken(again, await renew()));
}

async function writing(request: Request): Promise<Response> {
  const response = await authorized(request);
  if (request.method !== 'GET' && response.ok) for (const listener of [...writes]) listener();
  return response;
}

function withToken(request: Request, token: string): Request {
  request.headers.set('Authorization', `Bearer ${token}`);
  request.headers.set('Accept-Language', language());
  return request;
}

/** The typed client; every path and body comes from the API's own description. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: writing });

/** For the calls made before there is a session: login, sign-up, invitation. */
export const openApi = createClient<paths>({
  baseUrl: location.origin,
  credentials: 'same-origin',
  headers: { 'X-Digiboost': '1' },
  fetch: (request: Request) => {
    request.headers.set('Accept-Language', language());
    return send(request);
  },
});

export type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The body of a good answer; anything else is thrown as a Problem. */
export async function take<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw await problemOf(response, error ?? {});
  return data as T;
}
