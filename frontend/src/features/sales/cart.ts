import type { PaymentMethod, SaleIn, StockLevel } from '@/kernel/api/types';
import { newId } from '@/kernel/ids';
import { draft } from '@/kernel/offline';
import { termsOf, type Terms } from '@/entities/customer/terms';

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
  /** The sale's id, made here. */
  id: string;
  lines: CartLine[];
  discount: number;
  payment: PaymentMethod;
  customer: { id: string; name: string } | null;
  note: string;
  /** Of a sale on credit: what is paid at once, and when the rest is due. */
  terms?: Terms;
  /** The operation that this corrects, when the server refused it. */
  fixes: string | null;
};

export const emptyCart = (): Cart => ({ id: newId(), lines: [], discount: 0, payment: 'cash', customer: null, note: '', fixes: null });

/** A sale begun survives the death of the page: on a shop's phone a call often comes in between. */
export const cart = draft<Cart>('cart', emptyCart);

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

/** What goes to the server; the moment travels with the operation. */
export function saleOf(now: Cart): SaleIn & { id: string } {
  return {
    id: now.id,
    payment_method: now.payment,
    customer_id: now.customer?.id ?? null,
    note: now.note.trim() || null,
    ...(now.payment === 'credit' && now.terms ? termsOf(now.terms, totals(now).total) : {}),
    ...(now.discount ? { discount: totals(now).discount } : {}),
    lines: now.lines.map(({ id, product_id, quantity, unit_price }) => ({ id, product_id, quantity, unit_price })),
  };
}
