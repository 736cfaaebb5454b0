import { openApi, take, type Answer } from '../api/client';
import type { components } from '../api/schema';
import { connection } from '../connection';
import { chooseDatabase, dropDatabase } from '../offline/db';
import { dropDrafts } from '../offline/draft';
import { dropQueueIfEmpty } from '../offline/queue-db';
import { readProfile, writeProfile, type Profile } from '../offline/profile';
import { formatFor } from '../format';
import { readPreference, writePreference } from '../preferences';
import { createStore, useStore } from '../store';
import { dropToken, holdSession, renew, watchTokens, type Session } from './token';

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
  chooseDatabase(profile.tenant.id, profile.user.id);
  formatFor(profile.tenant);
  writePreference('session', '1');
  store.set({ state: 'in', user: profile.user, tenant: profile.tenant, permissions: profile.permissions });
}

/** Also called after the profile or the company was edited. */
export function updateProfile(change: Partial<Profile>): void {
  const now = store.get();
  if (now.state !== 'in') return;
  const next: Profile = { user: now.user, tenant: now.tenant, permissions: now.permissions, ...change };
  enter(next);
  void writeProfile(next);
}

async function leave(reason?: 'ended'): Promise<void> {
  const now = store.get();
  dropToken();
  writePreference('session', null);
  store.set({ state: 'out', reason });
  await writeProfile(null);
  if (now.state !== 'in') return;
  dropDrafts(now.tenant.id, now.user.id);
  await dropDatabase(now.tenant.id, now.user.id);
  // What has not been sent stays, locked, until somebody of this company signs in here again.
  await dropQueueIfEmpty(now.tenant.id).catch((error: unknown) => console.warn('local storage', error));
}

watchTokens({
  session: (fresh) => {
    const profile: Profile = { user: fresh.user, tenant: fresh.tenant, permissions: fresh.permissions };
    const now = store.get();
    const same = now.state === 'in' && JSON.stringify([now.user, now.tenant, now.permissions]) === JSON.stringify([profile.user, profile.tenant, profile.permissions]);
    if (same) return;
    enter(profile);
    void writeProfile(profile);
  },
  ended: () => void leave('ended'),
});

channel?.addEventListener('message', (event) => {
  if (event.data === 'out' && store.get().state === 'in') void leave();
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
