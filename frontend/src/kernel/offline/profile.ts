import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Person, Tenant, User } from '../api/types';
import type { Verifier } from '../auth/pin';

/** Who uses this device: enough to open the shell and the last data without network, and no secret. */
export type Profile = {
  user: User;
  tenant: Tenant;
  permissions: string[];
  /** Who signed in here; on a shared phone somebody else may act. */
  opened_by: { id: string; name: string };
  /** The server's name of this profile; see `X-Profile`. */
  profile: string | null;
};

/** Somebody who has acted on this device: what lets them take over again without network. */
export type Seller = {
  profile: Profile;
  verifier: Verifier | null;
  /** Wrong PINs since `since` (ms since 1970) that only this device judged. */
  wrong: number;
  since: number;
};

interface Schema extends DBSchema {
  profile: { key: 'current'; value: Profile };
  sellers: { key: [tenantId: string, userId: string]; value: Seller };
  people: { key: string; value: Person[] };
}

const open = (): Promise<IDBPDatabase<Schema>> =>
  openDB<Schema>('digiboost', 2, {
    // Versions only add: an older tab may still use the database.
    upgrade(database, before) {
      if (before < 1) database.createObjectStore('profile');
      if (before < 2) {
        database.createObjectStore('sellers');
        database.createObjectStore('people');
      }
    },
  });

/** Storage that cannot be used is as good as an empty one: the network has the truth. */
async function within<T>(work: (database: IDBPDatabase<Schema>) => Promise<T>): Promise<T | undefined> {
  try {
    const database = await open();
    try {
      return await work(database);
    } finally {
      database.close();
    }
  } catch (error) {
    console.warn('local storage', error);
    return undefined;
  }
}

export const readProfile = (): Promise<Profile | undefined> =>
  within(async (database) => {
    const kept = await database.get('profile', 'current');
    // A profile of before phones were shared.
    return kept && { ...kept, opened_by: kept.opened_by ?? { id: kept.user.id, name: kept.user.full_name }, profile: kept.profile ?? null };
  });

/** Remembers the profile, or forgets it when given null. */
export async function writeProfile(profile: Profile | null): Promise<void> {
  await within(async (database) => {
    if (profile) await database.put('profile', profile, 'current');
    else await database.delete('profile', 'current');
  });
}

export const readSeller = (tenantId: string, userId: string): Promise<Seller | undefined> =>
  within((database) => database.get('sellers', [tenantId, userId]));

/** Changes what is kept of a seller, in one transaction: tabs may do so at once. Null forgets them. */
export async function changeSeller(tenantId: string, userId: string, change: (now: Seller | undefined) => Seller | null | undefined): Promise<void> {
  await within(async (database) => {
    const tx = database.transaction('sellers', 'readwrite');
    const next = change(await tx.store.get([tenantId, userId]));
    if (next) await tx.store.put(next, [tenantId, userId]);
    else if (next === null) await tx.store.delete([tenantId, userId]);
    await tx.done;
  });
}

/** The sellers of a company that this device knows. */
export const readSellers = async (tenantId: string): Promise<Seller[]> =>
  (await within((database) => database.getAll('sellers', IDBKeyRange.bound([tenantId, ''], [tenantId, '\uffff'])))) ?? [];

export const readPeople = (tenantId: string): Promise<Person[] | undefined> => within((database) => database.get('people', tenantId));

export async function writePeople(tenantId: string, people: Person[]): Promise<void> {
  await within((database) => database.put('people', people, tenantId));
}

/** After a sign-out nobody of a company can take over here without signing in. */
export async function forgetSellers(tenantId: string): Promise<void> {
  await within(async (database) => {
    const tx = database.transaction(['sellers', 'people'], 'readwrite');
    await tx.objectStore('sellers').delete(IDBKeyRange.bound([tenantId, ''], [tenantId, '\uffff']));
    await tx.objectStore('people').delete(tenantId);
    await tx.done;
  });
}
