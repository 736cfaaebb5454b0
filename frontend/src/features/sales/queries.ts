import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '@/kernel/api/client';
import { kept, keptPages } from '@/kernel/api/read';
import type { Sale, SaleSummary } from '@/kernel/api/types';

export type SaleSort = '-occurred_at' | 'occurred_at' | '-total' | 'total';

export type SaleFilters = {
  from: string | null;
  to: string | null;
  kind: Sale['kind'] | null;
  status: Sale['status'] | null;
  search: string;
  product: string | null;
  customer: string | null;
  sort: SaleSort;
};

export const salesQuery = (filters: SaleFilters) =>
  infiniteQueryOptions({
    queryKey: ['sales', 'list', filters],
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    queryFn: keptPages<SaleSummary>(({ cursor, ...options }) =>
      api.GET('/api/v1/sales', {
        params: {
          query: {
            cursor,
            limit: 25,
            sort: filters.sort,
            from: filters.from ?? undefined,
            to: filters.to ?? undefined,
            kind: filters.kind ?? undefined,
            status: filters.status ?? undefined,
            search: filters.search || undefined,
            product_id: filters.product ?? undefined,
            customer_id: filters.customer ?? undefined,
          },
        },
        ...options,
      }),
    ),
  });

export const saleQuery = (id: string) =>
  queryOptions({
    queryKey: ['sales', 'one', id],
    queryFn: kept<Sale>((options) => api.GET('/api/v1/sales/{sale_id}', { params: { path: { sale_id: id } }, ...options })),
  });
