import { exact } from '@/kernel/format/exact';
import { newId } from '@/kernel/ids';
import { draft } from '@/kernel/offline';
import type { OrderRow } from '@/entities/order/mirror';

/** `quantity` and `unit_cost` are null where nothing is written; `expires_on` (YYYY-MM-DD) is for goods that have a date. */
export type ReceivedLine = { id: string; product_id: string; quantity: number | null; unit_cost: number | null; expires_on?: string | null; lot?: string };

/** Goods being unpacked: of an order, or without one. */
export type Receipt = { id: string; order_id: string | null; supplier_id: string | null; reference: string; lines: ReceivedLine[] };

/** Unpackings under way by their order, or '' for the one without; a truck takes longer than a tab lives. */
export const receipts = draft<Record<string, Receipt>>('receipts', () => ({}));

/** All that is still awaited, as if it had come: mostly it has. */
export const receiptOf = (order: OrderRow): Receipt => ({
  id: newId(),
  order_id: order.id,
  supplier_id: order.supplier_id,
  reference: '',
  lines: order.lines
    .filter(([, , quantity, received]) => quantity > received)
    .map(([, product_id, quantity, received, unit_cost]) => ({ id: newId(), product_id, quantity: exact(quantity - received), unit_cost })),
});

export const freeReceipt = (supplierId: string | null): Receipt => ({ id: newId(), order_id: null, supplier_id: supplierId, reference: '', lines: [] });

/** The lines on which something came. */
export const came = (receipt: Receipt) =>
  receipt.lines.filter((line): line is ReceivedLine & { quantity: number } => line.quantity !== null && line.quantity > 0);

/** What receiving does to an order, by the server's rule: complete once every line came, more counting as come. */
export function stateAfter(order: OrderRow, lines: readonly { product_id: string; quantity: number }[]): Pick<OrderRow, 'status' | 'lines'> {
  const by = new Map<string, number>();
  for (const { product_id, quantity } of lines) by.set(product_id, exact((by.get(product_id) ?? 0) + quantity));
  const next = order.lines.map(([id, product, quantity, received, cost]): OrderRow['lines'][number] => [id, product, quantity, exact(received + (by.get(product) ?? 0)), cost]);
  if (order.status === 'cancelled' || !order.lines.some(([, product]) => by.has(product))) return { status: order.status, lines: next };
  return { status: next.every(([, , quantity, received]) => received >= quantity) ? 'received' : 'partly_received', lines: next };
}
