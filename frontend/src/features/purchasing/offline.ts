import { tenantDay } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { newId } from '@/kernel/ids';
import { enqueue, type Operation } from '@/kernel/offline';
import type { OrderRow } from '@/entities/order/mirror';
import { shelfEffect } from '@/entities/product/effects';
import { came, stateAfter, type Receipt } from './receipts';

export type OrderWanted = {
  id: string;
  supplier: { id: string; name: string };
  lines: { product_id: string; quantity: number; unit_cost: number | null }[];
  expected_on: string | null;
  note: string | null;
  total: number | null;
};

/** A draft; its number comes from the server. Without a cost a line takes the product's purchase price there. */
export async function createOrder({ id, supplier, lines, expected_on, note, total }: OrderWanted): Promise<OrderRow> {
  const numbered = lines.map((line) => ({ ...line, id: newId() }));
  const row: Omit<OrderRow, 'id'> = {
    number: null,
    supplier_id: supplier.id,
    status: 'draft',
    sent_at: null,
    expected_on,
    version: 1,
    note,
    lines: numbered.map((line) => [line.id, line.product_id, line.quantity, 0, line.unit_cost]),
  };
  await enqueue({
    type: 'order.create',
    lane: `order:${id}`,
    payload: { id, supplier_id: supplier.id, expected_on, note, lines: numbered.map(({ id, product_id, quantity }) => ({ id, product_id, quantity })) },
    label: { title: supplier.name, detail: t('orders.lines', { count: lines.length }), amount: total ?? undefined },
    effects: [{ kind: 'order', id, row }],
    needs: [supplier.id, ...lines.map(({ product_id }) => product_id)],
  });
  return { id, ...row };
}

export type Channel = 'whatsapp' | 'phone' | 'paper';

/** The supplier has it; goods are awaited from now on. */
export function sendOrder(order: OrderRow, supplier: string, channel: Channel, leadDays: number): Promise<Operation> {
  const at = new Date().toISOString();
  return enqueue({
    type: 'order.send',
    lane: `order:${order.id}`,
    occurred_at: at,
    payload: { order_id: order.id, channel },
    label: { title: [order.number, supplier].filter(Boolean).join(' · '), detail: t(`orders.by.${channel}`) },
    effects: [{ kind: 'order', id: order.id, set: { status: 'sent', sent_at: at, expected_on: order.expected_on ?? tenantDay(Math.ceil(leadDays)) }, add: { version: 1 } }],
    needs: [order.id],
  });
}

type Party = { order: OrderRow | null; title: string; seesCost: boolean };

/** Goods on the shelves, of an order or without one; a cost only from who may see it. */
export function recordReceipt(receipt: Receipt, { order, title, seesCost }: Party): Promise<Operation> {
  const lines = came(receipt);
  const amount = lines.reduce<number | null>((sum, { quantity, unit_cost }) => (sum === null || unit_cost === null ? null : sum + Math.round(quantity * unit_cost)), 0);
  return enqueue({
    type: 'receipt.record',
    lane: receipt.order_id ? `order:${receipt.order_id}` : `receipt:${receipt.id}`,
    payload: {
      id: receipt.id,
      order_id: receipt.order_id,
      supplier_id: receipt.supplier_id,
      reference: receipt.reference.trim() || null,
      lines: lines.map(({ id, product_id, quantity, unit_cost, expires_on, lot }) => ({
        id,
        product_id,
        quantity,
        ...(seesCost && unit_cost !== null ? { unit_cost } : {}),
        // A lot without a date says nothing that anybody could be warned of.
        ...(expires_on ? { expires_on, ...(lot?.trim() ? { lot: lot.trim() } : {}) } : {}),
      })),
    },
    label: { title, detail: t('orders.lines', { count: lines.length }), amount: seesCost && amount !== null ? amount : undefined },
    effects: [
      ...lines.map(({ product_id, quantity }) => shelfEffect(product_id, quantity)),
      ...(order ? [{ kind: 'order', id: order.id, set: stateAfter(order, lines), add: { version: 1 } }] : []),
    ],
    needs: [receipt.order_id, receipt.supplier_id, ...lines.map(({ product_id }) => product_id)],
  });
}

