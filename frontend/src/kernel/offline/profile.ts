import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Tenant, User } from '../api/types';

/** Who uses this device: enough to open the shell and the last data without network, and no secret. */
export type Profile = {
  user: User;
  tenant: Tenant;
  permissions: string[];
};

interface Schema extends DBSchema {
  profile: { key: 'current'; value: Profile };
}

const open = (): Promise<IDBPDatabase<Schema>> =>
  openDB<Schema>('digiboost', 1, { upgrade: (database) => void database.createObjectStore('profile') });

export async function readProfile(): Promise<Profile | undefined> {
  try {
    const db = await open();
    try {
      return await db.get('profile', 'current');
    } finally {
      db.close();
    }
  } catch (error) {
    console.warn('local storage', error);
    return undefined;
  }
}

/** Remembers the profile, or forgets it when given null. */
export async function writeProfile(profile: Profile | null): Promise<void> {
  try {
    const db = await open();
    try {
      if (profile) await db.put('profile', profile, 'current');
      else await db.delete('profile', 'current');
    } finally {
      db.close();
    }
  } catch (error) {
    console.warn('local storage', error);
  }
}
