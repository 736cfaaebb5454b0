import { infiniteQueryOptions, queryOptions, type QueryClient } from '@tanstack/react-query';
import { api } from '@/kernel/api/client';
import { kept, keptPages } from '@/kernel/api/read';
import type { Movement, StockLevel, StockStatus } from '@/kernel/api/types';

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

export const movementsQuery = (productId: string) =>
  infiniteQueryOptions({
    queryKey: ['movements', productId],
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    queryFn: keptPages<Movement>(({ cursor, ...options }) =>
      api.GET('/api/v1/stock/movements', { params: { query: { cursor, limit: 20, product_id: productId } }, ...options }),
    ),
  });

/** What a change of stock makes stale. */
export function stockChanged(client: QueryClient): void {
  for (const key of ['levels', 'movements', 'overview', 'products']) void client.invalidateQueries({ queryKey: [key] });
}
