import type { components } from '../api/schema';
import { language } from '../i18n';
import { Problem, problemOf } from '../api/problem';
import { send } from '../api/transport';
import { askProof, dropProof, proofInHand, proofMissing, settled, wantedActor } from './wanted';

export type Session = components['schemas']['SessionOut'];
type Renewed = Session | components['schemas']['TokenOut'];
type Act = components['schemas']['ActIn'];

/** The access token lives in this module's memory and nowhere else: a reload asks for a new one. */
let held: { token: string; expiresAt: number } | null = null;
let underWay: Promise<string> | null = null;

type Listeners = {
  session: (session: Session) => void;
  ended: () => void;
  /** Names the profile that this device holds, so that an unchanged one is not sent again. */
  profile?: () => string | null;
  /** The server knows another PIN than this device. */
  pinChanged?: (userId: string) => Promise<void>;
  /** Whoever took over here may not act any more: `session` is somebody else's. */
  refused?: (session: Session) => void;
};
let on: Listeners = { session: () => {}, ended: () => {} };

/** Told of every new session, and of the server's refusal to renew one. */
export function watchTokens(listeners: Listeners): void {
  on = listeners;
}

function hold(renewed: Renewed, now: number = Date.now()): string {
  held = { token: renewed.access_token, expiresAt: now + renewed.expires_in * 1000 };
  return renewed.access_token;
}

export function holdSession(session: Session, now: number = Date.now()): void {
  hold(session, now);
  on.session(session);
}

export function dropToken(): void {
  held = null;
}

const good = (): string | null => (held && held.expiresAt - Date.now() > 30_000 ? held.token : null);

/** A token good for at least half a minute; renews it when needed. */
export async function accessToken(): Promise<string> {
  // While somebody took over whom the server does not know yet, the held token is another person's.
  return (wantedActor() ? null : good()) ?? renew();
}

/**
 * Renews by the refresh cookie. Any number of callers share one request; tabs take turns, because the server
 * rotates the cookie and takes the old one used twice for a theft.
 */
export function renew(): Promise<string> {
  // The lock screen asks; a request in the meantime would only be refused.
  if (proofMissing()) return Promise.reject(new Problem(403, { code: 'pin_required' }));
  underWay ??= takeTurn(requestNew).finally(() => {
    underWay = null;
  });
  return underWay;
}

const takeTurn = <T>(work: () => Promise<T>): Promise<T> =>
  navigator.locks ? (navigator.locks.request('digiboost-refresh', work) as Promise<T>) : work();

async function requestNew(): Promise<string> {
  const wanted = wantedActor();
  const renewed = wanted ? await withToken((token) => bring(wanted, token)) : await refresh();
  const since = wantedActor();
  // Somebody took over while the server was asked.
  if (since && !('user' in renewed && renewed.user.id === since)) return requestNew();
  // Without a person in it, the profile on the screen is still right.
  if (!('user' in renewed)) return hold(renewed);
  settled();
  holdSession(renewed);
  return renewed.access_token;
}

async function refresh(): Promise<Renewed> {
  const profile = on.profile?.();
  const response = await send(
    new Request(new URL('/api/v1/auth/refresh', location.origin), {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'X-Digiboost': '1', 'Accept-Language': language(), ...(profile ? { 'X-Profile': profile } : {}) },
    }),
  );
  if (!response.ok) {
    const problem = await problemOf(response);
    if (response.status === 401 || response.status === 403) {
      held = null;
      on.ended();
    }
    throw problem;
  }
  const renewed = (await response.json()) as Renewed;
  if (!renewed.access_token) throw new Problem(502, { code: 'unreadable' });
  return renewed;
}

async function postAct(token: string, body: Act): Promise<Session> {
  const response = await send(
    new Request(new URL('/api/v1/auth/act', location.origin), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Accept-Language': language(), Authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    }),
  );
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as Session;
}

/** Lets somebody act, by the server's word: their session is held. Throws the server's refusal, or that it is away. */
export const act = (body: Act): Promise<Session> =>
  takeTurn(async () => {
    const session = await withToken((token) => postAct(token, body));
    settled();
    holdSession(session);
    return session;
  });

async function withToken(work: (token: string) => Promise<Session>): Promise<Session> {
  const token = good();
  if (token) {
    try {
      return await work(token);
    } catch (error) {
      // Another tab let somebody act, or the token ran out: the cookie knows more.
      if (!(error instanceof Problem) || error.status !== 401) throw error;
    }
  }
  return work((await refresh()).access_token);
}

/**
 * Makes the server agree that `userId` acts. A PIN that it does not know is dropped, here and as a verifier: going
 * down needs none, and for going up the person is asked again.
 */
async function bring(userId: string, token: string): Promise<Session> {
  const pin = proofInHand();
  try {
    return await postAct(token, { user_id: userId, ...(pin ? { pin } : {}) });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.code === 'pin_wrong' && pin) {
      dropProof();
      await on.pinChanged?.(userId);
      return bring(userId, token);
    }
    if (error.code === 'pin_required' || error.code === 'pin_locked') {
      held = null;
      askProof();
    }
    if (error.status === 404) {
      settled();
      const session = await refreshWhole();
      on.refused?.(session);
      return session;
    }
    throw error;
  }
}

async function refreshWhole(): Promise<Session> {
  const renewed = await refresh();
  if (!('user' in renewed)) throw new Problem(502, { code: 'unreadable' });
  return renewed;
}
