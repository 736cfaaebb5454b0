import type { AdviceLine, SupplierAdvice } from '@/kernel/api/types';
import type { StillToOrder } from '@/entities/order/advice';
import { amountOf } from '@/entities/order/packs';

/** What a person made of the advice, by product: another quantity, or null where it is left out. */
export type Edits = Readonly<Record<string, number | null>>;
/** One line as it would be ordered; `amount` in minor units, null where its cost is not known or not shown. */
export type Line = { advice: AdviceLine; quantity: number; amount: number | null };
export type Offer = { supplier: SupplierAdvice; lines: Line[]; leftOut: AdviceLine[]; drafted: boolean; total: number | null; known: number; short: number | null };

/**
 * One supplier's advice with the person's changes. `total` is null while a cost is not known, `known` sums the others;
 * `short` is what lacks to the supplier's minimum order, null where that is reached or cannot be told.
 */
export function offerOf(supplier: SupplierAdvice, edits: Edits, still: (line: AdviceLine) => StillToOrder): Offer {
  const lines: Line[] = [];
  const leftOut: AdviceLine[] = [];
  let drafted = false;
  for (const advice of supplier.lines) {
    const now = still(advice);
    drafted ||= now.drafted > 0;
    const edited = edits[advice.product_id];
    if (edited === null) leftOut.push(advice);
    else {
      const quantity = edited ?? now.quantity;
      if (quantity > 0) lines.push({ advice, quantity, amount: amountOf(quantity, advice.unit_cost) });
    }
  }
  const known = lines.reduce((sum, { amount }) => sum + (amount ?? 0), 0);
  const total = lines.some(({ amount }) => amount === null) ? null : known;
  const least = supplier.minimum_order;
  return { supplier, lines, leftOut, drafted, total, known, short: total !== null && least !== null && total < least ? least - total : null };
}

export const wantedOf = (lines: readonly Line[]): { product_id: string; quantity: number }[] => lines.map(({ advice, quantity }) => ({ product_id: advice.product_id, quantity }));
