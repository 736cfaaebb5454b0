import { exact } from '@/kernel/format/exact';
import { useMirror } from '@/kernel/offline';

export type OrderStatus = 'draft' | 'sent' | 'partly_received' | 'received' | 'cancelled';

/** id, product, quantity and received in the product's unit, cost of one unit in minor units or null. */
type OrderLineRow = [id: string, product_id: string, quantity: number, received: number, unit_cost: number | null];

/** A purchase order as this device keeps it while it is open. `number` is null until the server has given one. */
export type OrderRow = {
  id: string;
  number: string | null;
  supplier_id: string;
  status: OrderStatus;
  sent_at: string | null;
  /** YYYY-MM-DD. */
  expected_on: string | null;
  version: number;
  lines: OrderLineRow[];
  /** Of orders made here. */
  note?: string | null;
};

export const isAwaited = ({ status }: Pick<OrderRow, 'status'>): boolean => status === 'sent' || status === 'partly_received';
export const isUnfinished = (order: Pick<OrderRow, 'status'>): boolean => order.status === 'draft' || isAwaited(order);

/** How much of each product is on its way, by its id. */
export function onOrder(orders: readonly OrderRow[]): Map<string, number> {
  const awaited = new Map<string, number>();
  for (const order of orders) {
    if (!isAwaited(order)) continue;
    for (const [, productId, quantity, received] of order.lines) {
      const rest = Math.max(0, quantity - received);
      if (rest) awaited.set(productId, exact((awaited.get(productId) ?? 0) + rest));
    }
  }
  return awaited;
}

export const useOrders = () => useMirror<OrderRow>('order');
