import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

/**
 * What the bytes were for. `app`: the application's own files; `ahead`: screens fetched before anybody opened them;
 * `data`: the company's data; `live`: the stream of news.
 */
export type Purpose = 'app' | 'ahead' | 'data' | 'live';

/** Bytes of one day of this device's calendar (YYYY-MM-DD). */
export type DayUse = { day: string; sent: number } & Record<Purpose, number>;

export type Use = Partial<Omit<DayUse, 'day'>>;

interface Schema extends DBSchema {
  days: { key: string; value: DayUse };
}

/** Told when a day has changed, in every tab and from the service worker. */
export const CHANNEL = 'digiboost-meter';
const MONTHS_KEPT = 13;

export const NAMES = ['sent', 'app', 'ahead', 'data', 'live'] as const;

/** The day on this device's clock. */
export function localDay(at: Date = new Date()): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** The first day that is kept: thirteen months, the current one included. */
export const oldestKept = (at: Date = new Date()): string => localDay(new Date(at.getFullYear(), at.getMonth() - MONTHS_KEPT + 1, 1));

async function withDays<T>(work: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
  const db = await openDB<Schema>(CHANNEL, 1, {
    upgrade: (database) => void database.createObjectStore('days', { keyPath: 'day' }),
  });
  try {
    return await work(db);
  } finally {
    db.close();
  }
}

/** Adds to a day in one transaction, so that tabs and the service worker never overwrite each other. */
export async function addUse(use: Use, at: Date = new Date()): Promise<void> {
  await withDays(async (db) => {
    const tx = db.transaction('days', 'readwrite');
    const day = localDay(at);
    const before = (await tx.store.get(day)) ?? { day, sent: 0, app: 0, ahead: 0, data: 0, live: 0 };
    const after = { ...before };
    for (const name of NAMES) after[name] += use[name] ?? 0;
    await tx.store.put(after);
    // A new day is when the oldest month may have to go.
    if (Object.values(before).every((value) => value === 0 || value === day)) {
      await tx.store.delete(IDBKeyRange.upperBound(oldestKept(at), true));
    }
    await tx.done;
  });
}

/** Every kept day from `first` on, oldest first; days without use are absent. */
export const readDays = (first: string): Promise<DayUse[]> => withDays((db) => db.getAll('days', IDBKeyRange.lowerBound(first)));

export const forgetDays = (): Promise<void> => withDays((db) => db.clear('days'));

export const received = (use: Use): number => (use.app ?? 0) + (use.ahead ?? 0) + (use.data ?? 0) + (use.live ?? 0);
