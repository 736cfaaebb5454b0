import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '@/kernel/api/client';
import { plain } from '@/kernel/api/plain';
import { kept, keptPages, type Page } from '@/kernel/api/read';
import type { Batch, Movement, StockLevel, StockStatus } from '@/kernel/api/types';

export type LevelSort = 'name' | '-name' | 'on_hand' | '-on_hand' | 'value' | '-value';
export type LevelFilters = { search: string; status: StockStatus | null; category: string | null; sort: LevelSort };

export const levelsQuery = ({ search, status, category, sort }: LevelFilters) =>
  infiniteQueryOptions({
    queryKey: ['levels', 'list', { search, status, category, sort }],
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    queryFn: keptPages<StockLevel>(({ cursor, ...options }) =>
      api.GET('/api/v1/stock/levels', {
        params: {
          query: { cursor, limit: 25, sort, search: search || undefined, status: status ?? undefined, category_id: category ?? undefined },
        },
        ...options,
      }),
    ),
  });

export const levelQuery = (productId: string) =>
  queryOptions({
    queryKey: ['levels', 'one', productId],
    queryFn: kept<StockLevel>((options) =>
      api.GET('/api/v1/stock/levels/{product_id}', { params: { path: { product_id: productId } }, ...options }),
    ),
  });

/** Of one product; more than a few it never has. */
export const batchesQuery = (productId: string) =>
  queryOptions({
    queryKey: ['batches', productId],
    queryFn: kept<Page<Batch>>((options) => api.GET('/api/v1/stock/batches', { params: { query: { limit: 100, product_id: productId } }, ...options })),
  });

export const movementsQuery = (productId: string) =>
  infiniteQueryOptions({
    queryKey: ['movements', productId],
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    queryFn: keptPages<Movement>(({ cursor, ...options }) =>
      api.GET('/api/v1/stock/movements', { params: { query: { cursor, limit: 20, product_id: productId } }, ...options }),
    ),
  });

/** A count as its list shows it. Values in minor units, null where costs are not shown. */
export type CountSummary = {
  id: string;
  occurred_at: string;
  received_at: string;
  user_id: string | null;
  note: string | null;
  scope: { shelf: string | null; category_id: string | null } | null;
  lines: number;
  differences: number;
  value_difference: number | null;
};
type CountedProduct = {
  product_id: string;
  code: string;
  name: string;
  unit: string;
  expected: number;
  counted: number;
  difference: number;
  value_difference: number | null;
};
export type CountDetail = Omit<CountSummary, 'lines'> & { lines: CountedProduct[] };

export const countsQuery = () =>
  infiniteQueryOptions({
    queryKey: ['counts', 'list'],
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    queryFn: keptPages<CountSummary>(({ cursor, ...options }) => plain('GET', '/api/v1/stock/counts', { query: { cursor, limit: 30 }, ...options })),
  });

export const countQuery = (id: string) =>
  queryOptions({
    queryKey: ['counts', 'one', id],
    queryFn: kept<CountDetail>((options) => plain('GET', `/api/v1/stock/counts/${id}`, options)),
  });
