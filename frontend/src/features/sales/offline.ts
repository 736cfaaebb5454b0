import type { Sale } from '@/kernel/api/types';
import { quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { newId } from '@/kernel/ids';
import { enqueue, mirrorRow, resend, type Effect, type Operation } from '@/kernel/offline';
import { creditBackEffects, creditSaleEffects } from '@/entities/customer/credit';
import type { CustomerRow } from '@/entities/customer/offline';
import { chargedOf, noTerms } from '@/entities/customer/terms';
import type { ProductRow } from '@/entities/product/mirror';
import { lineAmount, saleOf, totals, type Cart } from './cart';
import type { LineRow, SaleRow } from './local';

/** A shelf that nobody has counted is not moved by a sale, there as here. */
function shelf(productId: string, by: number): Effect[] {
  const row = mirrorRow<ProductRow>('product', productId);
  return row && row.status !== 'untracked' ? [{ kind: 'product', id: productId, add: { on_hand: by } }] : [];
}

/** What is not paid at once goes into the customer's carnet. */
function owed({ customer, terms = noTerms }: Cart, total: number): Effect[] {
  if (!customer) return [];
  return creditSaleEffects(mirrorRow<CustomerRow>('customer', customer.id), customer.id, chargedOf(total, terms), terms.due_on);
}

/** What a return or a cancellation takes out of the customer's carnet; nothing for what never came into it. */
function creditedBack({ payment_method, customer_id, import_id }: Sale, amount: number): Effect[] {
  // Sales of the past that were imported are not charged: their debts are brought in by themselves.
  if (payment_method !== 'credit' || !customer_id || import_id) return [];
  return creditBackEffects(customer_id, mirrorRow<CustomerRow>('customer', customer_id)?.balance ?? 0, amount);
}

/** Records what stands in the cart, or corrects the sale that it corrects. */
export function recordSale(now: Cart): Promise<Operation> {
  const payload = saleOf(now);
  const { discount, total } = totals(now);
  const lines: LineRow[] = now.lines.map((line) => [line.id, line.product_id, line.quantity, line.unit_price, 0, lineAmount(line), 0]);
  const row: Omit<SaleRow, 'id'> = {
    number: null,
    kind: 'SALE',
    status: 'completed',
    original_sale_id: null,
    customer_id: now.customer?.id ?? null,
    customer_name: now.customer?.name ?? null,
    payment_method: now.payment,
    occurred_at: new Date().toISOString(),
    total,
    discount,
    user_id: null,
    version: 1,
    lines,
  };
  const wanted = {
    payload,
    label: {
      title: now.lines.map((line) => `${line.name} × ${quantity(line.quantity)}`).join(', '),
      amount: total,
      detail: now.customer?.name,
    },
    effects: [
      { kind: 'sale', id: now.id, row },
      ...now.lines.flatMap((line) => shelf(line.product_id, -line.quantity)),
      ...(now.payment === 'credit' ? owed(now, total) : []),
    ],
    needs: [now.customer?.id, ...now.lines.map((line) => line.product_id)],
  };
  if (now.fixes) return resend(now.fixes, wanted);
  return enqueue({ ...wanted, type: 'sale.record', lane: `sale:${now.id}`, occurred_at: row.occurred_at, whole: now.payment !== 'credit' });
}

type Back = { line: Sale['lines'][number]; amount: number };

/** What came back of a sale, whether that has reached the server or not. */
export function recordReturn(sale: Sale, back: Back[], reason: string): Promise<Operation> {
  const id = newId();
  const occurred_at = new Date().toISOString();
  const amountOf = ({ line, amount }: Back) => -Math.round((line.amount * amount) / line.quantity);
  const total = back.reduce((sum, one) => sum + amountOf(one), 0);
  const taken = new Map(back.map(({ line, amount }) => [line.id, amount]));
  const row: Omit<SaleRow, 'id'> = {
    number: null,
    kind: 'RETURN',
    status: 'completed',
    original_sale_id: sale.id,
    customer_id: sale.customer_id,
    customer_name: sale.customer_name,
    payment_method: sale.payment_method,
    occurred_at,
    total,
    discount: 0,
    user_id: null,
    version: 1,
    lines: back.map((one) => [newId(), one.line.product_id, -one.amount, one.line.unit_price, 0, amountOf(one), 0]),
  };
  const lines = sale.lines.map((line): LineRow => [
    line.id,
    line.product_id,
    line.quantity,
    line.unit_price,
    line.discount,
    line.amount,
    line.returned + (taken.get(line.id) ?? 0),
  ]);
  return enqueue({
    type: 'sale.return',
    lane: `sale:${sale.id}`,
    occurred_at,
    payload: { id, sale_id: sale.id, reason: reason.trim() || null, lines: back.map(({ line, amount }) => ({ line_id: line.id, quantity: amount })) },
    label: {
      title: back.map(({ line, amount }) => `${line.product_name} × ${quantity(amount)}`).join(', '),
      amount: total,
      detail: sale.number || undefined,
    },
    needs: [sale.id],
    effects: [
      { kind: 'sale', id, row },
      { kind: 'sale', id: sale.id, set: { lines } },
      ...back.flatMap(({ line, amount }) => shelf(line.product_id, amount)),
      // All of it, also of a sale that was paid in part: an advance then.
      ...creditedBack(sale, -total),
    ],
  });
}

/** Takes a whole sale or return back; it stays in the books. */
export const cancelSale = (sale: Sale, reason: string): Promise<Operation> =>
  enqueue({
    type: 'sale.cancel',
    lane: `sale:${sale.id}`,
    payload: { sale_id: sale.id, reason: reason.trim() },
    label: { title: sale.number || t('sale.one'), amount: sale.total, detail: reason.trim() },
    needs: [sale.id],
    effects: [
      { kind: 'sale', id: sale.id, set: { status: 'cancelled' } },
      ...sale.lines.flatMap((line) => shelf(line.product_id, line.quantity - line.returned)),
      ...creditedBack(sale, sale.kind === 'RETURN' ? sale.total : chargedOf(sale.total, sale)),
    ],
  });

/** Somebody asked for what was not there. */
export function recordMissedSale(product: { id: string; name: string; unit: string }, count: number): Promise<Operation> {
  const id = newId();
  return enqueue({
    type: 'missed_sale.record',
    lane: `missed_sale:${id}`,
    payload: { id, product_id: product.id, quantity: count },
    label: { title: product.name, detail: quantity(count, product.unit) },
    needs: [product.id],
  });
}
