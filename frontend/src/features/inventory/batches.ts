import { exact } from '@/kernel/format/exact';
import { isOpen, type Operation } from '@/kernel/offline';
import type { Batch } from '@/kernel/api/types';
import { leftOf } from '@/entities/product/expiry';

/** A batch as the product's page shows it; `sent` is false while only this phone knows of it. */
export type ShownBatch = Pick<Batch, 'id' | 'expires_on' | 'lot' | 'left'> & { sent: boolean };

type Line = { id: string; product_id: string; quantity: number; expires_on?: string | null; lot?: string | null };

function linesOf({ type, payload }: Operation): Line[] {
  if (type === 'receipt.record') return payload.lines as Line[];
  return type === 'stock.move' && payload.type === 'ENTRY' ? [payload as unknown as Line] : [];
}

/** The goods with a date that came in on this phone, and that the server did not have when it answered `at` (ms). */
const written = (operations: readonly Operation[], productId: string, at: number): ShownBatch[] =>
  operations
    .filter((operation) => isOpen(operation) || (operation.acked_at ?? 0) > at)
    .flatMap((operation) =>
      linesOf(operation)
        .filter((line) => line.product_id === productId && line.expires_on)
        .map(({ id, quantity, expires_on, lot }) => ({ id, expires_on: expires_on!, lot: lot ?? null, left: quantity, sent: !isOpen(operation) })),
    );

/** `at`: when the server said it, ms since 1970. `onHand`: what is on the shelf as this phone knows it, if it does. */
type Known = { kept: readonly Batch[]; at: number; productId: string; onHand: number | undefined };

/** What is left of a product's batches, the soonest to expire first: the server's, and those of this phone. */
export function shownBatches({ kept, at, productId, onHand }: Known, operations: readonly Operation[]): ShownBatch[] {
  const known = new Set(kept.map(({ id }) => id));
  const all = [
    ...kept.map(({ id, expires_on, lot, left }) => ({ id, expires_on, lot, left, sent: true })),
    ...written(operations, productId, at).filter(({ id }) => !known.has(id)),
  ].sort((a, b) => (a.expires_on < b.expires_on ? -1 : a.expires_on > b.expires_on ? 1 : 0));
  if (onHand === undefined) return all;
  const left = leftOf(onHand, all.map((batch) => batch.left));
  return all.map((batch, index) => ({ ...batch, left: exact(left[index]!) })).filter((batch) => batch.left > 0);
}
