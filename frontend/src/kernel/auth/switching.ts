import { api, take } from '../api/client';
import { Problem } from '../api/problem';
import type { Person } from '../api/types';
import { changeSeller, readPeople, readSeller, readSellers, writePeople, type Profile, type Seller } from '../offline/profile';
import { unlock } from './lock';
import { fits, makeVerifier } from './pin';
import { adopt } from './session';
import { act, renew, type Session } from './token';
import { proofMissing, wantToAct, wantedActor } from './wanted';

export const TRIES = 5;
export const WINDOW_MS = 15 * 60_000;

/**
 * Lets somebody take over this phone, or go on after it was locked.
 *
 * Whoever gave their PIN here once needs no network: the phone checks it and tells the server later. Otherwise the
 * server judges. Throws a Problem: the server's (`pin_wrong`, `pin_locked`, `pin_required`), `pin_offline` when only
 * the server could judge and is away, `pin_wrong_here` and `pin_locked_here` when the phone judged alone.
 */
export async function switchTo(now: Profile, userId: string, proof: { pin: string } | { password: string }): Promise<void> {
  const tenantId = now.tenant.id;
  const seller = await readSeller(tenantId, userId);
  const locked = seller ? lockedFor(seller) : 0;
  // The server has asked for the proof of this very person: this device's word is not enough.
  const mine = !(proofMissing() && wantedActor() === userId);
  if ('pin' in proof && seller?.verifier && mine && !locked && (await fits(proof.pin, seller.verifier))) {
    await changeSeller(tenantId, userId, (kept) => kept && { ...kept, wrong: 0 });
    if (userId !== now.user.id || wantedActor()) {
      wantToAct(userId, proof.pin);
      if (userId !== now.user.id) await adopt(seller.profile);
      // Tells the server. When it is away, the next request that needs a token tells it first.
      void renew().catch((error: unknown) => {
        if (!(error instanceof Problem)) throw error;
      });
    }
    unlock();
    return;
  }
  let session: Session;
  try {
    session = await act({ user_id: userId, ...proof });
  } catch (error) {
    throw error instanceof Problem && error.passing && error.code !== 'pin_locked' ? await judgedAlone(error, tenantId, userId, mine ? seller : undefined, locked) : error;
  }
  await remember(profileOf(session), 'pin' in proof ? proof.pin : null);
  unlock();
}

/** What a wrong PIN means while the server is away. */
async function judgedAlone(error: Problem, tenantId: string, userId: string, seller: Seller | undefined, locked: number): Promise<Problem> {
  if (locked) return new Problem(0, { code: 'pin_locked_here' }, Math.ceil(locked / 1000));
  if (!seller?.verifier) return new Problem(0, { ...error.body, code: 'pin_offline' });
  await changeSeller(tenantId, userId, (kept) => kept && countWrong(kept));
  return new Problem(0, { code: 'pin_wrong_here' });
}

export function countWrong(seller: Seller, at: number = Date.now()): Seller {
  const running = seller.wrong > 0 && at - seller.since < WINDOW_MS;
  return { ...seller, wrong: running ? seller.wrong + 1 : 1, since: running ? seller.since : at };
}

/** How long (ms) this device judges no PIN of that person alone; 0 when it does. */
export const lockedFor = ({ wrong, since }: Seller, at: number = Date.now()): number =>
  wrong >= TRIES ? Math.max(0, since + WINDOW_MS - at) : 0;

const profileOf = ({ user, tenant, permissions, opened_by, profile }: Session): Profile => ({ user, tenant, permissions, opened_by, profile });

/** Keeps what lets this person take over here without network; with a PIN that the server has just confirmed. */
export async function remember(profile: Profile, pin: string | null): Promise<void> {
  const verifier = pin === null ? undefined : await makeVerifier(pin);
  await changeSeller(profile.tenant.id, profile.user.id, (kept) => ({ profile, verifier: verifier ?? kept?.verifier ?? null, wrong: 0, since: 0 }));
}

/** Somebody removed their PIN: nothing here opens by it any more. */
export const forgetPin = (tenantId: string, userId: string): Promise<void> => changeSeller(tenantId, userId, () => null);

export type Candidate = Person & { /** Whether this phone can check their PIN without network. */ known: boolean };

/** Who may take over: asked of the server, or as this phone heard it last. Those without a PIN are left out. */
export async function candidates(tenantId: string): Promise<Candidate[]> {
  const people = (await askPeople(tenantId)) ?? (await readPeople(tenantId)) ?? [];
  const sellers = await readSellers(tenantId);
  const known = new Set(sellers.filter(({ verifier }) => verifier).map(({ profile }) => profile.user.id));
  return people.filter(({ has_pin }) => has_pin).map((person) => ({ ...person, known: known.has(person.id) }));
}

async function askPeople(tenantId: string): Promise<Person[] | null> {
  try {
    const { items } = await take(api.GET('/api/v1/people', { params: { query: { limit: 200 } } }));
    await writePeople(tenantId, items);
    // Whoever left, has another role or no PIN now must ask the server first.
    for (const { profile } of await readSellers(tenantId)) {
      const person = items.find(({ id }) => id === profile.user.id);
      if (!person?.has_pin || person.role !== profile.user.role) await forgetPin(tenantId, profile.user.id);
    }
    return items;
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}
