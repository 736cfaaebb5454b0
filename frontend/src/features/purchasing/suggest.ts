import { exact } from '@/kernel/format/exact';
import { statusOf, type ProductRow } from '@/entities/product/mirror';

/** The least multiple of the pack that is not below `quantity`; counted in thousandths, as packs may be fractions. */
export function roundUp(quantity: number, pack: number): number {
  const milli = Math.round(pack * 1000);
  return (Math.ceil(Math.round(quantity * 1000) / milli) * milli) / 1000;
}

/**
 * How much to order of a product whose position (on hand + on order) is at or under its minimum: up to the maximum,
 * or twice the minimum where there is none, in whole packs, one at the least.
 */
export function toOrder(position: number, min: number, max: number | null, pack: number): number {
  const target = max ?? 2 * min;
  return roundUp(Math.max(exact(target - position), 0.001), pack);
}

export type SuggestedLine = { product_id: string; quantity: number };

/** The counted products at or under their minimum, what is on order included; of one supplier or of all, by name. */
export function short(rows: readonly ProductRow[], awaited: ReadonlyMap<string, number>, supplierId?: string | null): ProductRow[] {
  return rows
    .filter((row) => {
      if (!row.is_active || (supplierId !== undefined && row.supplier_id !== supplierId)) return false;
      const status = statusOf(row);
      if (status === 'untracked' || status === 'inactive' || (row.min_stock === null && row.max_stock === null)) return false;
      return exact(Math.max(row.on_hand, 0) + (awaited.get(row.id) ?? 0)) <= (row.min_stock ?? 0);
    })
    .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}

export const suggested = (rows: readonly ProductRow[], awaited: ReadonlyMap<string, number>, supplierId: string): SuggestedLine[] =>
  short(rows, awaited, supplierId).map((row) => ({
    product_id: row.id,
    quantity: toOrder(Math.max(row.on_hand, 0) + (awaited.get(row.id) ?? 0), row.min_stock ?? 0, row.max_stock, row.pack_size),
  }));

/** Packs in a quantity, or null where a pack is one unit or the quantity is no whole number of packs. */
export function packsIn(quantity: number, pack: number): number | null {
  if (pack === 1) return null;
  const [whole, size] = [Math.round(quantity * 1000), Math.round(pack * 1000)];
  return whole % size === 0 ? whole / size : null;
}

export const costOf = (row: Pick<ProductRow, 'purchase_price' | 'average_cost'> | undefined): number | null =>
  row ? (row.purchase_price ?? (row.average_cost === null ? null : Math.round(row.average_cost))) : null;

/** In whole minor units, halves away from zero, as the server rounds. */
export const amountOf = (quantity: number, cost: number | null): number | null => (cost === null ? null : Math.round((Math.round(quantity * 1000) * cost) / 1000));
