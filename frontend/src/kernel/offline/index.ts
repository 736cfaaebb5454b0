/**
 * The local ledger: what a person does is written down on this device first and reaches the server by itself, and
 * what the server knows is mirrored here, so that a shop works without network.
 *
 * A feature says what is done in its `offline.ts`, as an intention and never as a state, and what it changes on the
 * screen until the server's own rows come:
 *
 *   export const countShelf = (level: ProductRow, counted: number) => {
 *     const id = newId();
 *     return enqueue({
 *       type: 'stock.count',
 *       lane: `product:${level.id}`,                       // operations of one lane arrive in the order of their making
 *       payload: { id, lines: [{ product_id: level.id, counted }] },
 *       label: { title: level.name, detail: quantity(counted, level.unit) },   // what the tray shows of it
 *       effects: [{ kind: 'product', id: level.id, add: { on_hand: counted - level.on_hand } }],
 *       needs: [level.id],                                 // made offline too? then this waits for it
 *     });
 *   };
 *
 * `enqueue` resolves when the operation is on the disk; nothing waits for the network. An edit passes the
 * `base_version` that the person saw, and `add: { version: 1 }` among its effects, so that a second edit builds on
 * the first. Screens read `useMirror('product')` (effects applied), follow one operation by `useOperation(op_id)`,
 * and say "enregistré" for what is on this device, "envoyé" for what the server has.
 */
import { useEffect, useSyncExternalStore } from 'react';
import { useStore } from '../store';
import { filesNow, isUnsent, useFiles } from './files';
import type { KeptFile } from './file';
import { holdMirror, mirror, view, type View } from './mirror';
import { isOpen, type Operation } from './operation';
import { holdQueue, operations } from './queue';

export { amended } from './effects';
export { enqueue, discard, resend, onArrived, type Correction } from './queue';
export { isOpen, mayChange, type Effect, type Operation } from './operation';
export { drainNow, pullNow, startOffline, isSending, health } from './runner';
export { discardFile, isUnsent, resendFile, sendFilesNow, useFiles } from './files';
export type { KeptFile } from './file';
export { onMirrored } from './mirror';
export { draft } from './draft';

const none: readonly Operation[] = [];
const queueNow = (): readonly Operation[] => operations.get() ?? none;

/** The same outside of screens, as far as it has been read from this device. */
export const operationsNow = (): readonly Operation[] => queueNow();

/** Everything not acknowledged, and what was in the last days, in order of making. */
export function useOperations(): readonly Operation[] {
  useEffect(() => {
    void holdQueue().catch((error: unknown) => console.warn('local storage', error));
  }, []);
  return useStore(operations) ?? none;
}

export const useOperation = (opId: string | null): Operation | undefined => useOperations().find(({ op_id }) => op_id === opId);

/** What is still to arrive about one thing, by its id: what made it and what was done to it since. */
export const useOpenOperations = (id: string): Operation[] =>
  useOperations().filter((operation) => isOpen(operation) && (operation.creates.includes(id) || operation.effects.some((effect) => effect.id === id)));

export type Pending = {
  /** All that the server has not acknowledged, files included. */
  unsent: number;
  sending: number;
  rejected: number;
  conflicts: number;
  waitingAuth: number;
  /** When the oldest of them was made, in ms since 1970. */
  oldest: number | null;
};

function summarize(queue: readonly Operation[], kept: readonly KeptFile[]): Pending {
  const open = queue.filter(isOpen);
  const files = kept.filter(isUnsent);
  const count = (status: Operation['status']) => open.filter((operation) => operation.status === status).length;
  return {
    unsent: open.length + files.length,
    sending: count('sending'),
    rejected: count('rejected') + files.filter(({ status }) => status === 'refused').length,
    conflicts: count('conflict'),
    waitingAuth: count('waiting_auth'),
    oldest: open.length + files.length ? Math.min(...open.map(({ occurred_at }) => Date.parse(occurred_at)), ...files.map(({ made_at }) => made_at)) : null,
  };
}

export const unsentNow = (): number => summarize(queueNow(), filesNow()).unsent;
export const usePending = (): Pending => summarize(useOperations(), useFiles());

const watch = (listener: () => void) => {
  const off = [mirror.subscribe(listener), operations.subscribe(listener)];
  return () => off.forEach((stop) => stop());
};

/** The rows of one kind as this device knows them: the server's last copy with what the queue adds. */
export function useMirror<T>(kind: string): View<T> {
  useEffect(() => {
    void holdQueue()
      .then(() => holdMirror())
      .catch((error: unknown) => console.warn('local storage', error));
  }, []);
  return useSyncExternalStore(watch, () => view(kind)) as View<T>;
}

/** The same outside of screens, as far as it has been read from this device. */
export const mirrorRows = <T>(kind: string): View<T> => view(kind) as unknown as View<T>;
export const useMirrorRow = <T>(kind: string, id: string): T | undefined => useMirror<T>(kind).byId.get(id);
export const mirrorRow = <T>(kind: string, id: string): T | undefined => view(kind).byId.get(id) as T | undefined;
