import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '@/kernel/api/client';
import { kept, keptPages } from '@/kernel/api/read';
import type { CreditAccount, CreditEntry, CreditSummary, Statement } from '@/kernel/api/types';

type Carnet = { account: CreditAccount; entries: { items: CreditEntry[]; next_cursor: string | null } };

export const creditSummaryQuery = queryOptions({
  queryKey: ['credit', 'summary'],
  queryFn: kept<CreditSummary>((options) => api.GET('/api/v1/credit/summary', options)),
});

const carnet = (customerId: string, limit: number, cursor?: string) => ({ params: { path: { customer_id: customerId }, query: { limit, cursor } } });

export const carnetQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['credit', 'account', customerId],
    queryFn: kept<Carnet>((options) => api.GET('/api/v1/credit/customers/{customer_id}', { ...carnet(customerId, 20), ...options })),
  });

/** What lies behind the first page of entries, once somebody asks for it. */
export const olderEntriesQuery = (customerId: string, from: string) =>
  infiniteQueryOptions({
    queryKey: ['credit', 'older', customerId, from],
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    queryFn: keptPages<CreditEntry>(async ({ cursor, ...options }) => {
      const answer = await api.GET('/api/v1/credit/customers/{customer_id}', { ...carnet(customerId, 50, cursor ?? from), ...options });
      return { ...answer, data: answer.data?.entries };
    }),
  });

export const statementQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['credit', 'statement', customerId],
    queryFn: kept<Statement>((options) => api.GET('/api/v1/credit/customers/{customer_id}/statement', { params: { path: { customer_id: customerId } }, ...options })),
    staleTime: 0,
  });
