import { readPreference, writePreference } from '../preferences';
import { createStore, useStore } from '../store';
import type { Profile } from '../offline/profile';

/** A phone that lies around is locked after this long out of sight. */
export const HIDDEN_MS = 5 * 60_000;

const locked = createStore(readPreference('locked') === '1');

export const useLocked = (): boolean => useStore(locked);

/** From here on a PIN is asked for, also after a reload. */
export function lock(): void {
  writePreference('locked', '1');
  locked.set(true);
}

export function unlock(): void {
  writePreference('locked', null);
  writePreference('hidden', null);
  locked.set(false);
}

/** After a sign-out; the next person decides anew whether this device locks itself. */
export function forgetLock(): void {
  unlock();
  writePreference('autolock', null);
  choice.set(null);
}

type Choice = 'on' | 'off' | null;
const read = (): Choice => {
  const kept = readPreference('autolock');
  return kept === 'on' || kept === 'off' ? kept : null;
};
const choice = createStore<Choice>(read());

export function chooseAutoLock(on: boolean): void {
  writePreference('autolock', on ? 'on' : 'off');
  choice.set(on ? 'on' : 'off');
}

type Acting = Pick<Profile, 'user' | 'opened_by'>;

/** Whether this phone locks itself: as chosen on this device, else while somebody acts who did not sign in here. */
export const locksItself = (acting: Acting, chosen: Choice = choice.get()): boolean =>
  chosen ? chosen === 'on' : acting.user.id !== acting.opened_by.id;

export function useLocksItself(acting: Acting): boolean {
  return locksItself(acting, useStore(choice));
}

/** Locks the phone that was out of sight for too long, also when the application was closed meanwhile. */
export function watchSight(acting: () => Acting | null): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = () => {
    const now = acting();
    // Without a PIN there would be no way back but the password.
    if (now?.user.has_pin && locksItself(now)) lock();
  };
  const look = () => {
    clearTimeout(timer);
    if (document.hidden) {
      writePreference('hidden', String(Date.now()));
      timer = setTimeout(ask, HIDDEN_MS);
      return;
    }
    const since = Number(readPreference('hidden'));
    writePreference('hidden', null);
    if (since && Date.now() - since >= HIDDEN_MS) ask();
  };
  look();
  document.addEventListener('visibilitychange', look);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', look);
  };
}
