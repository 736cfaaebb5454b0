import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { plain } from '@/kernel/api/plain';
import { kept, keptPages } from '@/kernel/api/read';
import type { OrderRow, OrderStatus } from '@/entities/order/mirror';

/** An order as its list shows it; `total` in minor units, null where a cost is not known or not shown. */
export type OrderSummary = {
  id: string;
  number: string;
  supplier_id: string;
  supplier_name: string;
  status: OrderStatus;
  sent_at: string | null;
  expected_on: string | null;
  note: string | null;
  total: number | null;
  line_count: number;
  cancelled_at: string | null;
  cancel_reason: string | null;
  created_at: string;
  version: number;
};
export type Order = OrderSummary & {
  lines: {
    id: string;
    product_id: string;
    code: string;
    product_name: string;
    unit: string;
    quantity: number;
    pack_size: number;
    unit_cost: number | null;
    amount: number | null;
    received: number;
  }[];
};
export type LeadTime = { supplier_id: string; days: number; deviation: number; deliveries: number; measured: boolean; stated_days: number };
export type ReceiptSummary = {
  id: string;
  order_id: string | null;
  order_number: string | null;
  supplier_id: string | null;
  supplier_name: string | null;
  occurred_at: string;
  reference: string | null;
  total: number | null;
  line_count: number;
};

export const ordersQuery = (supplierId?: string) =>
  infiniteQueryOptions({
    queryKey: ['orders', 'list', { supplierId }],
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    queryFn: keptPages<OrderSummary>(({ cursor, ...options }) =>
      plain('GET', '/api/v1/purchase-orders', { query: { cursor, limit: 30, supplier_id: supplierId }, ...options }),
    ),
  });

export const orderQuery = (id: string) =>
  queryOptions({ queryKey: ['orders', 'one', id], queryFn: kept<Order>((options) => plain('GET', `/api/v1/purchase-orders/${id}`, options)) });

export const leadTimeQuery = (supplierId: string) =>
  queryOptions({
    queryKey: ['orders', 'lead-time', supplierId],
    staleTime: 60 * 60_000,
    queryFn: kept<LeadTime>((options) => plain('GET', `/api/v1/suppliers/${supplierId}/lead-time`, options)),
  });

export const receiptsQuery = () =>
  infiniteQueryOptions({
    queryKey: ['receipts', 'list'],
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    queryFn: keptPages<ReceiptSummary>(({ cursor, ...options }) => plain('GET', '/api/v1/receipts', { query: { cursor, limit: 20 }, ...options })),
  });

/** The server's order in the shape in which this device keeps it. */
export const rowOf = (order: Order): OrderRow => ({
  id: order.id,
  number: order.number,
  supplier_id: order.supplier_id,
  status: order.status,
  sent_at: order.sent_at,
  expected_on: order.expected_on,
  version: order.version,
  note: order.note,
  lines: order.lines.map((line) => [line.id, line.product_id, line.quantity, line.received, line.unit_cost]),
});
