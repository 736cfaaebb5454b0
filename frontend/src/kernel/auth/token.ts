import type { components } from '../api/schema';
import { language } from '../i18n';
import { Problem, problemOf } from '../api/problem';
import { send } from '../api/transport';

export type Session = components['schemas']['SessionOut'];

/** The access token lives in this module's memory and nowhere else: a reload asks for a new one. */
let held: { token: string; expiresAt: number } | null = null;
let underWay: Promise<string> | null = null;
let onSession: (session: Session) => void = () => {};
let onEnded: () => void = () => {};

/** Told of every new session, and of the server's refusal to renew one. */
export function watchTokens(listeners: { session: (session: Session) => void; ended: () => void }): void {
  onSession = listeners.session;
  onEnded = listeners.ended;
}

export function holdSession(session: Session, now: number = Date.now()): void {
  held = { token: session.access_token, expiresAt: now + session.expires_in * 1000 };
  onSession(session);
}

export function dropToken(): void {
  held = null;
}

/** A token good for at least half a minute; renews it when needed. */
export async function accessToken(): Promise<string> {
  if (held && held.expiresAt - Date.now() > 30_000) return held.token;
  return renew();
}

/**
 * Renews by the refresh cookie. Any number of callers share one request; tabs take turns, because the server
 * rotates the cookie and takes the old one used twice for a theft.
 */
export function renew(): Promise<string> {
  underWay ??= takeTurn(requestNew).finally(() => {
    underWay = null;
  });
  return underWay;
}

const takeTurn = <T>(work: () => Promise<T>): Promise<T> =>
  navigator.locks ? (navigator.locks.request('digiboost-refresh', work) as Promise<T>) : work();

async function requestNew(): Promise<string> {
  const response = await send(
    new Request(new URL('/api/v1/auth/refresh', location.origin), {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'X-Digiboost': '1', 'Accept-Language': language() },
    }),
  );
  if (!response.ok) {
    const problem = await problemOf(response);
    if (response.status === 401 || response.status === 403) {
      held = null;
      onEnded();
    }
    throw problem;
  }
  const session = (await response.json()) as Session;
  if (!session.access_token) throw new Problem(502, { code: 'unreadable' });
  holdSession(session);
  return session.access_token;
}
