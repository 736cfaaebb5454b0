import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { readAt } from '@/kernel/api/plain';
import { kept, keptPages } from '@/kernel/api/read';

/** What came in and went out of a till, minor units; the first six sum to `cash`. */
export type Till = {
  cash_sales: number;
  credit_parts: number;
  credit_payments: number;
  /** Zero or below. */
  cash_returns: number;
  moves_in: number;
  /** Zero or below. */
  moves_out: number;
  cash: number;
  mobile_money: number;
  card: number;
};

export type CashMove = { id: string; type: 'IN' | 'OUT'; amount: number; reason: string; occurred_at: string; user_id: string | null };

export type Preview = {
  day: string;
  user_id: string | null;
  till: Till;
  moves: CashMove[];
  last: { id: string; day: string; counted: number; closed_at: string } | null;
};

export type Closing = {
  id: string;
  day: string;
  /** Whose till; null is the whole shop. */
  user_id: string | null;
  closed_by: string | null;
  opening_float: number;
  expected: number;
  counted: number;
  difference: number;
  note: string | null;
  closed_at: string;
  details: Till;
};

export type Late = { kind: 'sale' | 'return' | 'payment' | 'move' | 'cancellation'; id: string; number: string | null; amount: number; occurred_at: string };

export type ClosingDetail = Closing & { late: Late[]; late_amount: number };

/** `userId` null: the whole shop. */
export const previewQuery = (userId: string | null, day: string) =>
  queryOptions({
    queryKey: ['closings', 'preview', userId, day],
    queryFn: kept<Preview>((options) => readAt('closings/preview', { user_id: userId, day }, options)),
  });

export const closingsQuery = infiniteQueryOptions({
  queryKey: ['closings', 'list'],
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next_cursor,
  queryFn: keptPages<Closing>(({ cursor, ...options }) => readAt('closings', { cursor, limit: 15 }, options)),
});

export const closingQuery = (id: string) =>
  queryOptions({
    queryKey: ['closings', 'one', id],
    queryFn: kept<ClosingDetail>((options) => readAt(`closings/${id}`, {}, options)),
  });
