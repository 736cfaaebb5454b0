import type { PaymentMethod, SaleIn, StockLevel } from '@/kernel/api/types';
import { newId } from '@/kernel/ids';
import { createStore } from '@/kernel/store';

export type CartLine = {
  id: string;
  product_id: string;
  name: string;
  unit: string;
  quantity: number;
  /** Minor units; what the shelf says unless the person changed it. */
  unit_price: number;
  on_hand: number;
};

export type Cart = {
  /** The sale's id, made here: sending twice after a lost answer records one sale. */
  id: string;
  lines: CartLine[];
  discount: number;
  payment: PaymentMethod;
  customer: { id: string; name: string } | null;
  note: string;
  /** When it was first sent: after a lost answer the same sale goes out again, at the same moment. */
  occurred_at: string | null;
};

const KEY = 'digiboost.cart';

export const emptyCart = (): Cart => ({ id: newId(), lines: [], discount: 0, payment: 'cash', customer: null, note: '', occurred_at: null });

/** A sale begun survives a reload: on a shop's phone a call often comes in between. */
function restore(): Cart {
  try {
    const kept = sessionStorage.getItem(KEY);
    return kept ? (JSON.parse(kept) as Cart) : emptyCart();
  } catch {
    return emptyCart();
  }
}

export const cart = createStore<Cart>(restore());

cart.subscribe(() => {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(cart.get()));
  } catch {
    // Without storage the cart lives as long as the page.
  }
});

export function addProduct(now: Cart, level: StockLevel): Cart {
  const there = now.lines.find((line) => line.product_id === level.product_id);
  if (there) return changeLine(now, there.id, { quantity: there.quantity + 1 });
  const line: CartLine = {
    id: newId(),
    product_id: level.product_id,
    name: level.name,
    unit: level.unit,
    quantity: 1,
    unit_price: level.sale_price,
    on_hand: level.on_hand,
  };
  return { ...now, lines: [...now.lines, line] };
}

export const changeLine = (now: Cart, id: string, change: Partial<CartLine>): Cart => ({
  ...now,
  lines: now.lines.map((line) => (line.id === id ? { ...line, ...change } : line)),
});

export const dropLine = (now: Cart, id: string): Cart => ({ ...now, lines: now.lines.filter((line) => line.id !== id) });

/** Quantities have at most three decimals and amounts none: rounded half away from zero, as the server does. */
export const lineAmount = (line: Pick<CartLine, 'quantity' | 'unit_price'>): number =>
  Math.round((Math.round(line.quantity * 1000) * line.unit_price) / 1000);

export function totals(now: Cart): { subtotal: number; discount: number; total: number } {
  const subtotal = now.lines.reduce((sum, line) => sum + lineAmount(line), 0);
  const discount = Math.min(now.discount, subtotal);
  return { subtotal, discount, total: subtotal - discount };
}

export function saleOf(now: Cart, occurredAt: string): SaleIn {
  return {
    id: now.id,
    payment_method: now.payment,
    customer_id: now.customer?.id ?? null,
    occurred_at: occurredAt,
    note: now.note.trim() || null,
    ...(now.discount ? { discount: totals(now).discount } : {}),
    lines: now.lines.map(({ id, product_id, quantity, unit_price }) => ({ id, product_id, quantity, unit_price })),
  };
}
