import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb';

/** One answer of the API as it was last seen. */
export type Snapshot = { key: string; etag: string | null; body: unknown; fetched_at: number };

interface Schema extends DBSchema {
  snapshots: { key: string; value: Snapshot; indexes: { fetched_at: number } };
}

/** Beyond this many answers the oldest go: a cheap phone has little room. */
const KEPT = 300;

let current: { name: string; open: Promise<IDBPDatabase<Schema>> } | null = null;

const databaseName = (tenantId: string, userId: string) => `digiboost:${tenantId}:${userId}`;

function open(name: string): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>(name, 1, {
    // Versions only add: an older tab may still have the database open.
    upgrade(database, before) {
      if (before < 1) database.createObjectStore('snapshots', { keyPath: 'key' }).createIndex('fetched_at', 'fetched_at');
    },
    blocking() {
      closeDatabase();
    },
    terminated() {
      if (current?.name === name) current = null;
    },
  });
}

let wanted: string | null = null;

/** From here on reads and writes go to the database of this person in this company. */
export function chooseDatabase(tenantId: string, userId: string): void {
  const name = databaseName(tenantId, userId);
  if (wanted !== name) closeDatabase();
  wanted = name;
}

function closeDatabase(): void {
  const open = current;
  current = null;
  void open?.open.then((database) => database.close());
}

function database(): Promise<IDBPDatabase<Schema>> | null {
  if (!wanted) return null;
  if (current?.name !== wanted) current = { name: wanted, open: open(wanted) };
  return current.open;
}

/** The kept answer, or undefined. Storage that cannot be read is as good as an empty one: the network has the truth. */
export async function readSnapshot(key: string): Promise<Snapshot | undefined> {
  try {
    return await (await database())?.get('snapshots', key);
  } catch (error) {
    forgetBroken(error);
    return undefined;
  }
}

export async function writeSnapshot(snapshot: Snapshot): Promise<void> {
  try {
    const db = await database();
    if (!db) return;
    await db.put('snapshots', snapshot);
    if (Math.random() < 0.05) await prune(db);
  } catch (error) {
    forgetBroken(error);
    if (error instanceof DOMException && error.name === 'QuotaExceededError') await clearSnapshots();
  }
}

async function clearSnapshots(): Promise<void> {
  await (await database())?.clear('snapshots');
}

async function prune(db: IDBPDatabase<Schema>): Promise<void> {
  const tx = db.transaction('snapshots', 'readwrite');
  let excess = (await tx.store.count()) - KEPT;
  let cursor = excess > 0 ? await tx.store.index('fetched_at').openCursor() : null;
  while (cursor && excess > 0) {
    await cursor.delete();
    excess -= 1;
    cursor = await cursor.continue();
  }
  await tx.done;
}

function forgetBroken(error: unknown): void {
  current = null;
  console.warn('local storage', error);
}

/** Wipes what this person kept on this device. Only after a sign-out, or when the server has rejected the session. */
export async function dropDatabase(tenantId: string, userId: string): Promise<void> {
  const name = databaseName(tenantId, userId);
  if (wanted === name) {
    closeDatabase();
    wanted = null;
  }
  await deleteDB(name);
}
