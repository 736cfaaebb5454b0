import { exact } from '@/kernel/format/exact';
import { isOpen, type Operation } from '@/kernel/offline';
import type { Batch } from '@/kernel/api/types';
import { leftOf } from '@/entities/product/expiry';

/** A batch as the product's page shows it; `sent` is false while only this phone knows of it. */
export type ShownBatch = Pick<Batch, 'id' | 'expires_on' | 'lot' | 'left'> & { sent: boolean };

type Line = { id: string; product_id: string; quantity: number; expires_on?: string | null; lot?: string | null };

/** The goods with a date that came in on this phone and have not arrived at the server. */
function unsent(operations: readonly Operation[], productId: string): ShownBatch[] {
  const lines = operations.filter(isOpen).flatMap(({ type, payload }): Line[] => {
    if (type === 'receipt.record') return payload.lines as Line[];
    return type === 'stock.move' && payload.type === 'ENTRY' ? [payload as unknown as Line] : [];
  });
  return lines
    .filter((line) => line.product_id === productId && line.expires_on)
    .map(({ id, quantity, expires_on, lot }) => ({ id, expires_on: expires_on!, lot: lot ?? null, left: quantity, sent: false }));
}

/**
 * What is left of a product's batches, the soonest to expire first: the server's, and those of this phone, by what is
 * on the shelf as this phone knows it (undefined: not at all).
 */
export function shownBatches(kept: readonly Batch[], operations: readonly Operation[], productId: string, onHand: number | undefined): ShownBatch[] {
  const known = new Set(kept.map(({ id }) => id));
  const all = [
    ...kept.map(({ id, expires_on, lot, left }) => ({ id, expires_on, lot, left, sent: true })),
    ...unsent(operations, productId).filter(({ id }) => !known.has(id)),
  ].sort((a, b) => (a.expires_on < b.expires_on ? -1 : a.expires_on > b.expires_on ? 1 : 0));
  if (onHand === undefined) return all;
  const left = leftOf(onHand, all.map((batch) => batch.left));
  return all.map((batch, index) => ({ ...batch, left: exact(left[index]!) })).filter((batch) => batch.left > 0);
}
