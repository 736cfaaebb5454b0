import { Problem } from '../api/problem';
import { newId } from '../ids';
import { deviceId } from '../preferences';
import { createStore } from '../store';
import { dropCachedReads } from './db';
import type { NewFile } from './file';
import { dropWholeFiles } from './files-db';
import { isOpen, mayChange, type Effect, type Label, type Operation } from './operation';
import { owner } from './owner';
import { change, readOperations, watchQueue, type Pen } from './queue-db';
import type { Body, OperationType } from './wire';

/** The queue of the present company as memory holds it, in order; null until it has been read. */
export const operations = createStore<readonly Operation[] | null>(null);

const arrivals = new Set<(arrived: Operation[]) => void>();
/** Calls `listener` with operations that the server has just acknowledged, in whichever tab; returns the stop. */
export function onArrived(listener: (arrived: Operation[]) => void): () => void {
  arrivals.add(listener);
  return () => arrivals.delete(listener);
}

let held: string | null = null;
let early: { changed: Operation[]; gone: number[] }[] = [];

function merge(changed: Operation[], gone: number[]): void {
  const before = operations.get();
  if (!before) {
    early.push({ changed, gone });
    return;
  }
  const bySeq = new Map(before.map((operation) => [operation.seq, operation]));
  const arrived: Operation[] = [];
  for (const operation of changed) {
    const old = bySeq.get(operation.seq);
    // Two tabs may tell of the same operation in another order than they wrote: what arrived stays arrived.
    if (old?.status === 'acked') continue;
    if (operation.status === 'acked' && old) arrived.push(operation);
    bySeq.set(operation.seq, operation);
  }
  for (const seq of gone) bySeq.delete(seq);
  operations.set([...bySeq.values()].sort((a, b) => a.seq - b.seq));
  if (arrived.length) for (const listener of [...arrivals]) listener(arrived);
}

watchQueue((tenantId, changed, gone) => {
  if (tenantId === held) merge(changed, gone);
});

/** Reads the queue of the present company into memory, once. */
export async function holdQueue(): Promise<void> {
  const tenantId = owner.get()?.tenantId ?? null;
  if (tenantId === held) return;
  held = tenantId;
  early = [];
  operations.set(null);
  if (!tenantId) return;
  let read: Operation[];
  try {
    read = await readOperations(tenantId);
  } catch (error) {
    if (held === tenantId) held = null;
    throw error;
  }
  if (held !== tenantId) return;
  operations.set(read);
  const meanwhile = early;
  early = [];
  for (const { changed, gone } of meanwhile) merge(changed, gone);
}

export type Wanted = {
  type: OperationType;
  /** The thing whose operations must arrive in order, as `kind:id`. */
  lane: string;
  payload: Body;
  label: Label;
  effects?: Effect[];
  /** The effects say all that the server will do to mirrored rows: the phone need not ask what became of it. */
  whole?: boolean;
  /** Ids of things that must be at the server first; those still in the queue are waited for. */
  needs?: (string | null | undefined)[];
  /** Ids that it brings into being; the payload's own `id` and new rows among the effects count by themselves. */
  creates?: string[];
  /** For an edit: the version that the person saw. */
  base_version?: number | null;
  occurred_at?: string;
  /** Of the payload's shape. */
  version?: number;
  /** Files of which it tells the server: they are kept with it, and sent after it. */
  files?: NewFile[];
};

let wake: () => void = () => {};
/** The engine's ear: called after each operation that may go out. */
export function onEnqueue(listener: () => void): void {
  wake = listener;
}

const created = ({ payload, effects = [], creates = [] }: Pick<Wanted, 'payload' | 'effects' | 'creates'>): string[] => {
  const ids = [...creates, ...effects.filter(({ row }) => row).map(({ id }) => id)];
  if (typeof payload.id === 'string') ids.push(payload.id);
  return [...new Set(ids)];
};

/**
 * Writes an operation down; it is safe on this device when this resolves, and goes to the server by itself. Throws
 * when the device could not keep it: the caller then still has it.
 */
export async function enqueue(wanted: Wanted): Promise<Operation> {
  const me = present();
  const write = () =>
    change(me.tenantId, async (pen) => {
      const needs = new Set(wanted.needs);
      const edit = wanted.base_version !== null && wanted.base_version !== undefined;
      const open = await pen.open();
      // A page that died between writing it down and emptying its form is asked for the same once more.
      const same = open.find((one) => one.type === wanted.type && typeof wanted.payload.id === 'string' && JSON.stringify(one.payload) === JSON.stringify(wanted.payload));
      if (same) return same;
      // An edit was made on top of what its lane already holds; a step that adds is independent of its neighbours.
      const before = open.filter(({ creates, lane }) => creates.some((id) => needs.has(id)) || (edit && lane === wanted.lane));
      const made = await pen.add({
        op_id: newId(),
        tenant_id: me.tenantId,
        user_id: me.userId,
        device_id: deviceId(),
        lane: wanted.lane,
        type: wanted.type,
        version: wanted.version ?? 1,
        payload: wanted.payload,
        occurred_at: wanted.occurred_at ?? new Date().toISOString(),
        base_version: wanted.base_version ?? null,
        depends_on: before.map(({ op_id }) => op_id),
        creates: created(wanted),
        effects: wanted.effects ?? [],
        whole: wanted.whole ?? false,
        label: wanted.label,
        attempts: 0,
        next_at: 0,
        status: 'pending',
        in_doubt: false,
        refused_to: null,
        last_error: null,
        verdict: null,
        acked_at: null,
      });
      for (const file of wanted.files ?? []) await pen.keep(...kept(made, file));
      return made;
    }, Boolean(wanted.files?.length));
  const operation = await withRoom(me.tenantId, write);
  wake();
  return operation;
}

const kept = ({ tenant_id, user_id, op_id }: Operation, { bytes, ...file }: NewFile): Parameters<Pen['keep']> => [
  { ...file, tenant_id, user_id, after: op_id, size: bytes.byteLength, sent: 0, status: 'waiting', attempts: 0, next_at: 0, last_error: null, made_at: Date.now(), whole_at: null },
  bytes,
];

/** On a full device cached reads and files that the server has make room; the queue never does. */
async function withRoom<T>(tenantId: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== 'QuotaExceededError') throw error;
    await dropCachedReads();
    await dropWholeFiles(tenantId);
    return write();
  }
}

function present() {
  const me = owner.get();
  if (!me) throw new Problem(401, { code: 'signed_out' });
  return me;
}

async function changeable(pen: Pen, opId: string): Promise<Operation> {
  const operation = await pen.find(opId);
  if (!operation || !mayChange(operation)) throw new Problem(409, { code: 'in_doubt' });
  return operation;
}

/** Throws an operation away for good, and writes down that this was done. What waits for it is tried without it. */
export async function discard(opId: string): Promise<void> {
  const me = present();
  await change(me.tenantId, async (pen) => {
    const operation = await changeable(pen, opId);
    await pen.log({ at: new Date().toISOString(), what: 'discarded', by: me.userId, operation });
    await pen.drop(operation.seq);
    await pen.moveFiles(opId, null);
    for (const other of await pen.open()) {
      if (!other.depends_on.includes(opId)) continue;
      await pen.put({ ...other, depends_on: other.depends_on.filter((id) => id !== opId), next_at: 0 });
    }
  }, true);
  wake();
}

export type Correction = Partial<Pick<Wanted, 'payload' | 'effects' | 'label' | 'base_version' | 'needs' | 'creates'>>;

/**
 * Sends an operation once more: as it was, at once; or corrected, under a new id in the same place of the queue,
 * with the old one written down. Answers the operation that now stands there.
 */
export async function resend(opId: string, correction?: Correction): Promise<Operation> {
  const me = present();
  const operation = await change(me.tenantId, async (pen) => {
    if (!correction) {
      const same = await pen.find(opId);
      if (!same || !isOpen(same) || same.status === 'sending') throw new Problem(409, { code: 'in_doubt' });
      const again: Operation = { ...same, status: 'pending', next_at: 0, refused_to: null };
      await pen.put(again);
      return again;
    }
    const old = await changeable(pen, opId);
    const all = await pen.open();
    const needs = new Set(correction.needs);
    const payload = correction.payload ?? old.payload;
    const effects = correction.effects ?? old.effects;
    const next: Operation = {
      ...old,
      op_id: newId(),
      payload,
      effects,
      label: correction.label ?? old.label,
      base_version: correction.base_version === undefined ? old.base_version : correction.base_version,
      depends_on: correction.needs
        ? all.filter(({ creates, seq }) => seq !== old.seq && creates.some((id) => needs.has(id))).map(({ op_id }) => op_id)
        : old.depends_on,
      creates: created({ payload, effects, creates: correction.creates }),
      attempts: 0,
      next_at: 0,
      status: 'pending',
      refused_to: null,
      last_error: null,
      verdict: null,
    };
    await pen.log({ at: new Date().toISOString(), what: 'replaced', by: me.userId, operation: old, replaced_by: next.op_id });
    await pen.put(next);
    await pen.moveFiles(opId, next.op_id);
    for (const other of all) {
      if (!other.depends_on.includes(opId)) continue;
      await pen.put({ ...other, depends_on: other.depends_on.map((id) => (id === opId ? next.op_id : id)) });
    }
    return next;
  }, true);
  wake();
  return operation;
}
