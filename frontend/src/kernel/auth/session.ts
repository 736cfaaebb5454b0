import { openApi, take, type Answer } from '../api/client';
import { queryClient } from '../api/query-client';
import type { components } from '../api/schema';
import { connection } from '../connection';
import { chooseDatabase, dropDatabase } from '../offline/db';
import { dropDrafts } from '../offline/draft';
import { dropQueueIfEmpty } from '../offline/queue-db';
import { changeSeller, forgetSellers, readProfile, readSellers, writeProfile, type Profile } from '../offline/profile';
import { formatFor } from '../format';
import { readPreference, writePreference } from '../preferences';
import { forgetPush } from '../push';
import { createStore, useStore } from '../store';
import { forgetLock, lock } from './lock';
import { dropToken, holdSession, renew, watchTokens, type Session } from './token';
import { settled } from './wanted';

export type SessionState =
  | { state: 'starting' }
  | { state: 'out'; reason?: 'ended' }
  | ({ state: 'in' } & Profile);

const store = createStore<SessionState>({ state: 'starting' });
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('digiboost-session');

export const useSession = (): SessionState => useStore(store);

/** The signed-in profile; only screens behind the shell call it. */
export function useProfile(): Profile {
  const now = useStore(store);
  if (now.state !== 'in') throw new Error('a screen that needs a session was shown without one');
  return now;
}

function enter(profile: Profile): void {
  const now = store.get();
  if (now.state === 'in' && now.user.id !== profile.user.id) {
    // Nothing that one person was shown, or was about to be, is left for another.
    void queryClient.cancelQueries();
    queryClient.clear();
  }
  chooseDatabase(profile.tenant.id, profile.user.id);
  formatFor(profile.tenant);
  // Which shell the next start will need is known before anything has been read.
  writePreference('session', profile.user.role === 'provider' ? 'field' : '1');
  const { user, tenant, permissions, opened_by } = profile;
  store.set({ state: 'in', user, tenant, permissions, opened_by, profile: profile.profile });
}

/** The person on the screen; null when nobody is signed in. */
export const profileNow = (): Profile | null => {
  const now = store.get();
  if (now.state !== 'in') return null;
  const { user, tenant, permissions, opened_by, profile } = now;
  return { user, tenant, permissions, opened_by, profile };
};

/** Shows this person from now on, and keeps what lets them come back without network. */
export async function adopt(profile: Profile): Promise<void> {
  const before = profileNow();
  enter(profile);
  await writeProfile(profile);
  await changeSeller(profile.tenant.id, profile.user.id, (seller) => seller && { ...seller, profile });
  if (before && before.user.id !== profile.user.id) channel?.postMessage('switched');
}

/** Also called after the profile or the company was edited. */
export function updateProfile(change: Partial<Profile>): void {
  const now = profileNow();
  if (now) void adopt({ ...now, ...change });
}

async function leave(reason?: 'ended'): Promise<void> {
  const now = store.get();
  dropToken();
  settled();
  forgetLock();
  writePreference('session', null);
  void forgetPush().catch((error: unknown) => console.warn('push', error));
  store.set({ state: 'out', reason });
  await writeProfile(null);
  if (now.state !== 'in') return;
  const people = new Set([now.user.id, ...(await readSellers(now.tenant.id)).map(({ profile }) => profile.user.id)]);
  await forgetSellers(now.tenant.id);
  for (const userId of people) {
    dropDrafts(now.tenant.id, userId);
    await dropDatabase(now.tenant.id, userId);
  }
  // What has not been sent stays, locked, until somebody of this company signs in here again.
  await dropQueueIfEmpty(now.tenant.id).catch((error: unknown) => console.warn('local storage', error));
}

const profileOf = ({ user, tenant, permissions, opened_by, profile }: Session): Profile => ({ user, tenant, permissions, opened_by, profile });

watchTokens({
  session: (fresh) => {
    const profile = profileOf(fresh);
    if (JSON.stringify(profileNow()) !== JSON.stringify(profile)) void adopt(profile);
  },
  ended: () => void leave('ended'),
  profile: () => profileNow()?.profile ?? null,
  pinChanged: (userId) => {
    const now = profileNow();
    return now ? changeSeller(now.tenant.id, userId, (seller) => seller && { ...seller, verifier: null }) : Promise.resolve();
  },
  // The phone falls back to whom the server knows, who may have more rights than whoever holds it.
  refused: () => lock(),
});

channel?.addEventListener('message', (event) => {
  if (event.data === 'out' && store.get().state === 'in') void leave();
  if (event.data === 'switched') {
    dropToken();
    void readProfile().then((kept) => kept && store.get().state === 'in' && enter(kept));
  }
  if (event.data === 'in' && store.get().state === 'out') void start();
});

/**
 * Opens the application as the person who used it last, with or without network. The server is asked for a token
 * by the first request that needs one; only its refusal ends the session.
 */
export async function start(): Promise<void> {
  if (!readPreference('session')) {
    store.set({ state: 'out' });
    void finishSignOut();
    return;
  }
  const kept = await readProfile();
  if (kept) {
    enter(kept);
    return;
  }
  await renew().catch(() => {
    if (store.get().state === 'starting') store.set({ state: 'out' });
  });
}

async function open(call: Promise<Answer<Session>>): Promise<void> {
  writePreference('signout', null);
  holdSession(await take(call));
  channel?.postMessage('in');
}

type Schemas = components['schemas'];
export const login = (body: Schemas['LoginIn']) => open(openApi.POST('/api/v1/auth/login', { body }));
export const loginByCode = (body: Schemas['CodeLoginIn']) => open(openApi.POST('/api/v1/auth/codes/verify', { body }));
export const recover = (body: Schemas['NewPasswordIn']) => open(openApi.POST('/api/v1/auth/recovery/password', { body }));
export const signup = (body: Schemas['SignUp']) => open(openApi.POST('/api/v1/auth/signup', { body }));
export const acceptInvitation = (body: Schemas['AcceptInvitation']) =>
  open(openApi.POST('/api/v1/auth/invitations/accept', { body }));

/** Ends the session here at once, and on the server now or, without network, as soon as there is one again. */
export async function logout(): Promise<void> {
  writePreference('signout', '1');
  await Promise.race([finishSignOut(), new Promise((resolve) => setTimeout(resolve, 4000))]);
  await leave();
  channel?.postMessage('out');
}

async function finishSignOut(): Promise<void> {
  if (!readPreference('signout')) return;
  try {
    const { response } = await openApi.POST('/api/v1/auth/logout');
    if (response.status < 500) writePreference('signout', null);
  } catch {
    // Still without network: the mark stays and the next start tries again.
  }
}

connection.onReturn(() => void finishSignOut());
