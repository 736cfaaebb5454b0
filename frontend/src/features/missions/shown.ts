import { isOpen, useOperations, type Operation } from '@/kernel/offline';
import type { HistoryColumns, MaterialColumns, MissionCopy } from '@/entities/mission/copy';
import { LEADS_TO, type Step } from './steps';

/** How long what has arrived may take to come back with the mission's own lists. */
const COMING_MS = 30_000;

/** What was done of a mission here and is not in the lists that the server sent. */
const missing = (queue: readonly Operation[], id: string, type: Operation['type'], known: ReadonlySet<string>, now: number): Operation[] =>
  queue.filter(
    (operation) =>
      operation.type === type &&
      operation.payload.request_id === id &&
      !known.has(String(operation.payload.id)) &&
      (isOpen(operation) || now - (operation.acked_at ?? 0) < COMING_MS),
  );

export type ShownMaterial = { id: string; name: string; quantity: number; unitPrice: number; amount: number; operation: Operation | null };

/** The materials as they are with what waits here. */
export function shownMaterials(mission: Pick<MissionCopy, 'id' | 'materials'>, queue: readonly Operation[], nameOf: (productId: string) => string, now = Date.now()): ShownMaterial[] {
  const gone = new Set(missing(queue, mission.id, 'mission.material_remove', new Set(), now).map(({ payload }) => String(payload.material_id)));
  const known = mission.materials.map(([id, , name, quantity, unitPrice, amount]: MaterialColumns): ShownMaterial => ({ id, name, quantity, unitPrice, amount, operation: null }));
  const added = missing(queue, mission.id, 'mission.material', new Set(known.map(({ id }) => id)), now).map((operation): ShownMaterial => {
    const { id, name, product_id, quantity, unit_price } = operation.payload as { id: string; name?: string; product_id?: string; quantity: number; unit_price: number };
    return { id, name: name ?? nameOf(product_id ?? ''), quantity, unitPrice: unit_price, amount: Math.round(quantity * unit_price), operation };
  });
  return [...known, ...added].filter(({ id }) => !gone.has(id));
}

export type Happened = {
  id: string;
  kind: HistoryColumns[1];
  state: HistoryColumns[2];
  stage: HistoryColumns[3];
  by: HistoryColumns[4];
  reason: string | null;
  note: string | null;
  at: string;
  operation: Operation | null;
};

/** The time line, the oldest first, with what waits here at its end. */
export function shownHistory(mission: Pick<MissionCopy, 'id' | 'history'>, queue: readonly Operation[], now = Date.now()): Happened[] {
  const known = mission.history.map(([id, kind, state, stage, by, reason, note, at]): Happened => ({ id, kind, state, stage, by, reason, note, at, operation: null }));
  const ids = new Set(known.map(({ id }) => id));
  const here = [...missing(queue, mission.id, 'mission.step', ids, now), ...missing(queue, mission.id, 'mission.note', ids, now)].sort((a, b) => a.seq - b.seq);
  return [
    ...known,
    ...here.map((operation): Happened => {
      const { id, step, note, reason, bypass_reason } = operation.payload as { id: string; step?: Step; note?: string; reason?: string; bypass_reason?: string };
      const to = step ? LEADS_TO[step] : null;
      return {
        id,
        kind: to ? 'transition' : 'note',
        state: to?.state ?? null,
        stage: to?.stage ?? null,
        by: 'provider',
        reason: reason ?? bypass_reason ?? null,
        note: note ?? null,
        at: operation.occurred_at,
        operation,
      };
    }),
  ];
}

/** All that waits here about a mission. */
export const useWaiting = (id: string): Operation[] => useOperations().filter((operation) => isOpen(operation) && operation.payload.request_id === id);
