import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { onNews, tell } from './channel';
import type { Operation, Status } from './operation';

/** What a person threw away or corrected, kept so that it can be looked up and exported. */
export type LogEntry = { seq?: number; at: string; what: 'discarded' | 'replaced'; by: string; operation: Operation; replaced_by?: string };

interface Schema extends DBSchema {
  operations: { key: number; value: Operation; indexes: { op_id: string; status: Status; lane: string } };
  log: { key: number; value: LogEntry };
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

function open(tenantId: string): Promise<IDBPDatabase<Schema>> {
  const name = nameOf(tenantId);
  if (current && current.name !== name) forget(current.name);
  current ??= {
    name,
    open: openDB<Schema>(name, 1, {
      // Versions only add: an older tab may still have the database open.
      upgrade(database, before) {
        if (before >= 1) return;
        const operations = database.createObjectStore('operations', { keyPath: 'seq', autoIncrement: true });
        operations.createIndex('op_id', 'op_id', { unique: true });
        operations.createIndex('status', 'status');
        operations.createIndex('lane', 'lane');
        database.createObjectStore('log', { keyPath: 'seq', autoIncrement: true });
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
};

type Change = (tenantId: string, operations: Operation[], gone: number[]) => void;
let onChange: Change = () => {};
/** Told of every committed change, those of other tabs included. */
export function watchQueue(listener: Change): void {
  onChange = listener;
}

onNews<Operation>(({ tenantId, operations, gone, queue }) => {
  if (queue === 'dropped') forget(nameOf(tenantId));
  if (operations || gone) onChange(tenantId, operations ?? [], gone ?? []);
});

/**
 * One transaction, on the disk when this resolves (durability strict); all of it or, when `work` throws, nothing.
 * `work` must await nothing but the pen.
 */
export async function change<T>(tenantId: string, work: (pen: Pen) => Promise<T>): Promise<T> {
  const database = await open(tenantId);
  const tx = database.transaction(['operations', 'log'], 'readwrite', { durability: 'strict' });
  const store = tx.objectStore('operations');
  const changed: Operation[] = [];
  const gone: number[] = [];
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
  return result;
}

export async function readOperations(tenantId: string): Promise<Operation[]> {
  return (await open(tenantId)).getAll('operations');
}

export async function readLog(tenantId: string): Promise<LogEntry[]> {
  return (await open(tenantId)).getAll('log');
}

/** Deletes the queue when nothing in it waits; otherwise it stays, locked, for the next who signs in here. */
export async function dropQueueIfEmpty(tenantId: string): Promise<boolean> {
  const waiting = (await readOperations(tenantId)).some(({ status }) => status !== 'acked');
  if (waiting) return false;
  tell({ tenantId, queue: 'dropped' });
  forget(nameOf(tenantId));
  await deleteDB(nameOf(tenantId));
  return true;
}
