import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { kept, keptPages, type Page } from '@/kernel/api/read';
import { readAt } from '@/kernel/api/plain';
import type { PaidBy } from '@/entities/customer/PaidBy';

/** What is owed, by the days since it was bought; minor units. */
export type Ageing = { days_0_30: number; days_31_60: number; days_61_90: number; days_over_90: number };

export type Summary = { owed: number; advances: number; owing: number; late: number; late_amount: number; ageing: Ageing };

export type Account = {
  customer_id: string;
  customer_name: string;
  balance: number;
  credit_limit: number | null;
  oldest_due: string | null;
  promised_on: string | null;
  promised_amount: number | null;
  late: boolean;
  ageing: Ageing;
};

export type EntryType = 'CHARGE' | 'PAYMENT' | 'CREDIT_NOTE' | 'CORRECTION';

/** A line of a carnet; a positive amount is owed, a negative one was paid or given back. */
export type Entry = {
  id: string;
  type: EntryType;
  amount: number;
  sale_id: string | null;
  sale_number: string | null;
  method: PaidBy | null;
  due_on: string | null;
  occurred_at: string;
  note: string | null;
};

export type Statement = { text: string; whatsapp_url: string | null };

type Carnet = { account: Account; entries: Page<Entry> };

export const creditSummaryQuery = queryOptions({
  queryKey: ['credit', 'summary'],
  queryFn: kept<Summary>((options) => readAt('credit/summary', {}, options)),
});

export const carnetQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['credit', 'account', customerId],
    queryFn: kept<Carnet>((options) => readAt(`credit/customers/${customerId}`, { limit: 20 }, options)),
  });

/** What lies behind the first page of entries, once somebody asks for it. */
export const olderEntriesQuery = (customerId: string, from: string) =>
  infiniteQueryOptions({
    queryKey: ['credit', 'older', customerId, from],
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    queryFn: keptPages<Entry>(async ({ cursor, ...options }) => {
      const answer = await readAt<Carnet>(`credit/customers/${customerId}`, { limit: 50, cursor: cursor ?? from }, options);
      return { ...answer, data: answer.data?.entries };
    }),
  });

export const statementQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['credit', 'statement', customerId],
    queryFn: kept<Statement>((options) => readAt(`credit/customers/${customerId}/statement`, {}, options)),
    staleTime: 0,
  });
