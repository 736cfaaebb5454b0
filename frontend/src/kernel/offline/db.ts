import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { owner } from './owner';

/** One answer of the API as it was last seen. */
export type Snapshot = { key: string; etag: string | null; body: unknown; fetched_at: number };

/** How far the mirror is. A complete copy is filled into a generation of its own, so that a broken one harms nothing. */
export type MirrorMeta = {
  cursor: string | null;
  /** The generation that screens read. */
  live: number;
  /** The generation that a complete copy is being written into; null when only changes come. */
  filling: number | null;
  /** Whether `live` holds everything. */
  complete: boolean;
  /** When the server was last asked for changes, in ms since 1970; to be shown. */
  as_of: number | null;
  /** The same for comparing with acknowledgements; see stamp.ts. */
  stamp: number;
  /** The scopes it was copied with: other scopes see other rows. */
  scopes: string;
};

interface Schema extends DBSchema {
  snapshots: { key: string; value: Snapshot; indexes: { fetched_at: number } };
  mirror: { key: [generation: number, kind: string, id: string]; value: Record<string, unknown> };
  meta: { key: 'mirror'; value: MirrorMeta };
}

/** Beyond this many answers the oldest go: a cheap phone has little room. */
const KEPT = 300;

let current: { name: string; open: Promise<IDBPDatabase<Schema>> } | null = null;

const databaseName = (tenantId: string, userId: string) => `digiboost:${tenantId}:${userId}`;

function open(name: string): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>(name, 2, {
    // Versions only add: an older tab may still have the database open.
    upgrade(database, before) {
      if (before < 1) database.createObjectStore('snapshots', { keyPath: 'key' }).createIndex('fetched_at', 'fetched_at');
      if (before < 2) {
        database.createObjectStore('mirror');
        database.createObjectStore('meta');
      }
    },
    // A connection that stayed open would hold up its own deletion, and the update of another tab, for ever.
    blocking(_before, _after, event) {
      (event.target as IDBDatabase).close();
      if (current?.name === name) current = null;
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
  const now = owner.get();
  if (now?.tenantId !== tenantId || now.userId !== userId) owner.set({ tenantId, userId });
}

function closeDatabase(): void {
  const open = current;
  current = null;
  // One that did not open is not there to be closed: whoever waits for it is told.
  void open?.open.then(
    (database) => database.close(),
    () => undefined,
  );
}

function database(): Promise<IDBPDatabase<Schema>> | null {
  if (!wanted) return null;
  if (current?.name !== wanted) current = { name: wanted, open: open(wanted) };
  return current.open;
}

/** The kept answer, or undefined. Storage that cannot be read is as good as an empty one: the network has the truth. */
export async function readSnapshot(key: string): Promise<Snapshot | undefined> {
  const used = database();
  try {
    return await (await used)?.get('snapshots', key);
  } catch (error) {
    forgetBroken(used, error);
    return undefined;
  }
}

export async function writeSnapshot(snapshot: Snapshot): Promise<void> {
  const used = database();
  try {
    const db = await used;
    if (!db) return;
    await db.put('snapshots', snapshot);
    if (Math.random() < 0.05) await prune(db);
  } catch (error) {
    forgetBroken(used, error);
    if (error instanceof DOMException && error.name === 'QuotaExceededError') await clearSnapshots();
  }
}

async function clearSnapshots(): Promise<void> {
  await (await database())?.clear('snapshots');
}

/** Makes room on a full device: kept answers and the mirror come again from the server. */
export async function dropCachedReads(): Promise<void> {
  const db = await database();
  if (!db) return;
  const tx = db.transaction(['snapshots', 'mirror', 'meta'], 'readwrite');
  await Promise.all([tx.objectStore('snapshots').clear(), tx.objectStore('mirror').clear(), tx.objectStore('meta').clear(), tx.done]);
}

/** The database of whoever is signed in, for the mirror; null when nobody is. */
export const mirrorDatabase = (): Promise<IDBPDatabase<Schema>> | null => database();

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

/** The next read opens it anew, unless somebody else's is open by now. */
function forgetBroken(used: Promise<IDBPDatabase<Schema>> | null, error: unknown): void {
  if (used && current?.open === used) closeDatabase();
  console.warn('local storage', error);
}

/** Wipes what this person kept on this device. Only after a sign-out, or when the server has rejected the session. */
export async function dropDatabase(tenantId: string, userId: string): Promise<void> {
  const name = databaseName(tenantId, userId);
  if (wanted === name) {
    closeDatabase();
    wanted = null;
    owner.set(null);
  }
  await deleteDB(name);
}
