import { quantity, signed } from '@/kernel/format';
import { newId } from '@/kernel/ids';
import { enqueue, type Operation } from '@/kernel/offline';
import { shelfEffect } from '@/entities/product/effects';

export type ManualMove = {
  product: { id: string; name: string; unit: string };
  type: 'ENTRY' | 'EXIT' | 'ADJUSTMENT';
  /** Positive for an entry and an exit, signed for an adjustment. */
  amount: number;
  unit_cost?: number | null;
  /** The last day of goods that come in, YYYY-MM-DD, and their lot. */
  expires_on?: string | null;
  lot?: string | null;
  note: string | null;
};

/** Goods in, goods out, or a correction with its reason. */
export function moveStock({ product, type, amount, unit_cost = null, expires_on = null, lot = null, note }: ManualMove): Promise<Operation> {
  const by = type === 'EXIT' ? -amount : amount;
  return enqueue({
    type: 'stock.move',
    lane: `product:${product.id}`,
    payload: {
      id: newId(),
      product_id: product.id,
      type,
      quantity: amount,
      ...(type === 'ENTRY' ? { unit_cost, reference: note, ...(expires_on ? { expires_on, ...(lot ? { lot } : {}) } : {}) } : { reason: note }),
    },
    label: { title: product.name, detail: [signed(by), note].filter(Boolean).join(' · ') },
    effects: [shelfEffect(product.id, by)],
    needs: [product.id],
  });
}

type CountedLine = { product_id: string; counted: number; difference: number; tracked: boolean };
export type CountScope = { shelf?: string; category_id?: string };
type Count = { id: string; title: string; detail: string; scope: CountScope | null; note: string | null; lines: CountedLine[]; occurred_at?: string };

/** What was found on shelves: the server puts their levels right as of now, here the mirror does so at once. */
export function recordCount({ id, title, detail, scope, note, lines, occurred_at }: Count): Promise<Operation> {
  return enqueue({
    type: 'stock.count',
    lane: `count:${id}`,
    occurred_at,
    payload: { id, note, scope, lines: lines.map(({ product_id, counted }) => ({ product_id, counted })) },
    label: { title, detail },
    effects: lines.filter(({ difference, tracked }) => difference !== 0 || !tracked).map(({ product_id, difference }) => shelfEffect(product_id, difference)),
    needs: lines.map(({ product_id }) => product_id),
  });
}

/** One product counted by itself. */
export const countProduct = (product: { id: string; name: string; unit: string; on_hand: number; tracked: boolean }, counted: number): Promise<Operation> =>
  recordCount({
    id: newId(),
    title: product.name,
    detail: quantity(counted, product.unit),
    scope: null,
    note: null,
    lines: [{ product_id: product.id, counted, difference: counted - product.on_hand, tracked: product.tracked }],
  });
