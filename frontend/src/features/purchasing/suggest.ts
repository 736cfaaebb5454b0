import { exact } from '@/kernel/format/exact';
import { roundUp } from '@/entities/order/packs';
import { statusOf, type ProductRow } from '@/entities/product/mirror';

/**
 * How much to order of a product whose position (on hand + on order) is at or under its minimum: up to the maximum,
 * or twice the minimum where there is none, in whole packs, one at the least.
 */
export function toOrder(position: number, min: number, max: number | null, pack: number): number {
  const target = max ?? 2 * min;
  return roundUp(Math.max(exact(target - position), 0.001), pack);
}

export type SuggestedLine = { product_id: string; quantity: number };

/** The counted products at or under their minimum, what is on order included, by name. */
export function short(rows: readonly ProductRow[], awaited: ReadonlyMap<string, number>): ProductRow[] {
  return rows
    .filter((row) => {
      if (!row.is_active) return false;
      const status = statusOf(row);
      if (status === 'untracked' || status === 'inactive' || (row.min_stock === null && row.max_stock === null)) return false;
      return exact(Math.max(row.on_hand, 0) + (awaited.get(row.id) ?? 0)) <= (row.min_stock ?? 0);
    })
    .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}

/** By supplier, what brings each of them up to its maximum. */
export function suggested(rows: readonly ProductRow[], awaited: ReadonlyMap<string, number>): Map<string | null, SuggestedLine[]> {
  const lines = new Map<string | null, SuggestedLine[]>();
  for (const row of short(rows, awaited)) {
    const quantity = toOrder(Math.max(row.on_hand, 0) + (awaited.get(row.id) ?? 0), row.min_stock ?? 0, row.max_stock, row.pack_size);
    lines.set(row.supplier_id, [...(lines.get(row.supplier_id) ?? []), { product_id: row.id, quantity }]);
  }
  return lines;
}

export const costOf = (row: Pick<ProductRow, 'purchase_price' | 'average_cost'> | undefined): number | null =>
  row ? (row.purchase_price ?? (row.average_cost === null ? null : Math.round(row.average_cost))) : null;
