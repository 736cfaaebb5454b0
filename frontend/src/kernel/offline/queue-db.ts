import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { onNews, tell } from './channel';
import type { KeptFile } from './file';
import type { Operation, Status } from './operation';

/** What a person threw away or corrected, kept so that it can be looked up and exported. */
export type LogEntry = { seq?: number; at: string; what: 'discarded' | 'replaced'; by: string; operation: Operation; replaced_by?: string };

interface Schema extends DBSchema {
  operations: { key: number; value: Operation; indexes: { op_id: string; status: Status; lane: string } };
  log: { key: number; value: LogEntry };
  files: { key: string; value: KeptFile };
  bytes: { key: string; value: Uint8Array };
}

/** One queue per company on this device: sellers share the phone, and each operation names its person. */
const nameOf = (tenantId: string) => `digiboost:${tenantId}:queue`;
const OPEN: Status[] = ['pending', 'sending', 'conflict', 'rejected', 'waiting_auth'];

let current: { name: string; open: Promise<IDBPDatabase<Schema>> } | null = null;

function forget(name: string): void {
  const held = current;
  if (held?.name !== name) return;
  current = null;
  void held.open.then((database) => database.close());
}

export function openQueue(tenantId: string): Promise<IDBPDatabase<Schema>> {
  const name = nameOf(tenantId);
  if (current && current.name !== name) forget(current.name);
  current ??= {
    name,
    open: openDB<Schema>(name, 2, {
      // Versions only add: an older tab may still have the database open.
      upgrade(database, before) {
        if (before < 1) {
          const operations = database.createObjectStore('operations', { keyPath: 'seq', autoIncrement: true });
          operations.createIndex('op_id', 'op_id', { unique: true });
          operations.createIndex('status', 'status');
          operations.createIndex('lane', 'lane');
          database.createObjectStore('log', { keyPath: 'seq', autoIncrement: true });
        }
        if (before < 2) {
          database.createObjectStore('files', { keyPath: 'id' });
          database.createObjectStore('bytes');
        }
      },
      blocking: () => forget(name),
      terminated: () => {
        if (current?.name === name) current = null;
      },
    }),
  };
  const mine = current;
  mine.open.catch(() => {
    if (current === mine) current = null;
  });
  return mine.open;
}

/** What may be done inside one transaction of the queue. */
export type Pen = {
  find: (opId: string) => Promise<Operation | undefined>;
  /** All that the server has not acknowledged, in order. */
  open: () => Promise<Operation[]>;
  acked: () => Promise<Operation[]>;
  add: (operation: Omit<Operation, 'seq'>) => Promise<Operation>;
  put: (operation: Operation) => Promise<void>;
  drop: (seq: number) => Promise<void>;
  log: (entry: LogEntry) => Promise<void>;
  /** Only in a transaction `withFiles`. */
  keep: (file: KeptFile, bytes: Uint8Array) => Promise<void>;
  /** The files that wait for an operation go after another one, or with null not at all. Only `withFiles`. */
  moveFiles: (opId: string, to: string | null) => Promise<void>;
};

type Change = (tenantId: string, operations: Operation[], gone: number[]) => void;
let onChange: Change = () => {};
let onFiles: (tenantId: string) => void = () => {};
/** Told of every committed change, those of other tabs included. */
export function watchQueue(listener: Change): void {
  onChange = listener;
}

/** Told when files of a company were kept, sent or let go, in whichever tab. */
export function watchFiles(listener: (tenantId: string) => void): void {
  onFiles = listener;
}

export function filesChanged(tenantId: string): void {
  onFiles(tenantId);
  tell({ tenantId, files: true });
}

onNews<Operation>(({ tenantId, operations, gone, queue, files }) => {
  if (files) onFiles(tenantId);
  if (queue === 'dropped') forget(nameOf(tenantId));
  if (operations || gone) onChange(tenantId, operations ?? [], gone ?? []);
});

/**
 * One transaction, on the disk when this resolves (durability strict); all of it or, when `work` throws, nothing.
 * `work` must await nothing but the pen.
 */
export async function change<T>(tenantId: string, work: (pen: Pen) => Promise<T>, withFiles = false): Promise<T> {
  const database = await openQueue(tenantId);
  const tx = database.transaction(withFiles ? ['operations', 'log', 'files', 'bytes'] : ['operations', 'log'], 'readwrite', { durability: 'strict' });
  const store = tx.objectStore('operations');
  const changed: Operation[] = [];
  const gone: number[] = [];
  let touched = false;
  const pen: Pen = {
    find: (opId) => store.index('op_id').get(opId),
    open: async () => {
      const lists = await Promise.all(OPEN.map((status) => store.index('status').getAll(status)));
      return lists.flat().sort((a, b) => a.seq - b.seq);
    },
    acked: () => store.index('status').getAll('acked'),
    add: async (operation) => {
      const seq = await store.add(operation as Operation);
      const whole = { ...operation, seq };
      changed.push(whole);
      return whole;
    },
    put: async (operation) => {
      await store.put(operation);
      changed.push(operation);
    },
    drop: async (seq) => {
      await store.delete(seq);
      gone.push(seq);
    },
    log: async (entry) => void (await tx.objectStore('log').add(entry)),
    keep: async (file, bytes) => {
      await Promise.all([tx.objectStore('files').put(file), tx.objectStore('bytes').put(bytes, file.id)]);
      touched = true;
    },
    moveFiles: async (opId, to) => {
      for (const file of await tx.objectStore('files').getAll()) {
        if (file.after !== opId) continue;
        touched = true;
        if (to) await tx.objectStore('files').put({ ...file, after: to, status: 'waiting', next_at: 0 });
        else await Promise.all([tx.objectStore('files').delete(file.id), tx.objectStore('bytes').delete(file.id)]);
      }
    },
  };
  let result: T;
  try {
    result = await work(pen);
    await tx.done;
  } catch (error) {
    // When storage itself failed the transaction is over already; its own reason says more than the abort's.
    tx.done.catch(() => undefined);
    try {
      tx.abort();
    } catch {
      // Over already.
    }
    throw tx.error ?? error;
  }
  if (changed.length || gone.length) {
    onChange(tenantId, changed, gone);
    tell<Operation>({ tenantId, operations: changed, gone });
  }
  if (touched) filesChanged(tenantId);
  return result;
}

export async function readOperations(tenantId: string): Promise<Operation[]> {
  return (await openQueue(tenantId)).getAll('operations');
}

export async function readLog(tenantId: string): Promise<LogEntry[]> {
  return (await openQueue(tenantId)).getAll('log');
}

/** Deletes the queue when nothing in it waits; otherwise it stays, locked, for the next who signs in here. */
export async function dropQueueIfEmpty(tenantId: string): Promise<boolean> {
  const files = await (await openQueue(tenantId)).getAll('files');
  const waiting = (await readOperations(tenantId)).some(({ status }) => status !== 'acked');
  if (waiting || files.some(({ status }) => status !== 'whole')) return false;
  tell({ tenantId, queue: 'dropped' });
  forget(nameOf(tenantId));
  await deleteDB(nameOf(tenantId));
  return true;
}
