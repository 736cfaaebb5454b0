import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '@/kernel/api/client';
import { kept, keptPages, type Page } from '@/kernel/api/read';
import type { Customer } from '@/kernel/api/types';

export const customersQuery = (search: string) =>
  infiniteQueryOptions({
    queryKey: ['customers', { search }],
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    queryFn: keptPages<Customer>(({ cursor, ...options }) =>
      api.GET('/api/v1/customers', { params: { query: { cursor, limit: 50, search: search || undefined } }, ...options }),
    ),
  });

export const customerSearchQuery = (search: string) =>
  queryOptions({
    queryKey: ['customers', 'search', search],
    queryFn: kept<Page<Customer>>((options) =>
      api.GET('/api/v1/customers', { params: { query: { limit: 20, search: search || undefined } }, ...options }),
    ),
  });

/** What the copy on this phone does not hold of a customer: address, e-mail, note. */
export const customerQuery = (id: string) =>
  queryOptions({
    queryKey: ['customers', 'one', id],
    queryFn: kept<Customer>((options) => api.GET('/api/v1/customers/{customer_id}', { params: { path: { customer_id: id } }, ...options })),
  });
