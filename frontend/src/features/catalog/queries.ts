import { infiniteQueryOptions, type QueryClient } from '@tanstack/react-query';
import { api } from '@/kernel/api/client';
import { keptPages } from '@/kernel/api/read';
import type { Product } from '@/kernel/api/types';

export const archivedQuery = (search: string, category: string | null) =>
  infiniteQueryOptions({
    queryKey: ['products', 'archived', { search, category }],
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    queryFn: keptPages<Product>(({ cursor, ...options }) =>
      api.GET('/api/v1/products', {
        params: { query: { cursor, limit: 40, active: false, sort: 'name', search: search || undefined, category_id: category ?? undefined } },
        ...options,
      }),
    ),
  });

/** What a change of the catalogue makes stale. */
export function catalogChanged(client: QueryClient): void {
  for (const key of ['products', 'levels', 'overview', 'categories', 'suppliers']) void client.invalidateQueries({ queryKey: [key] });
}
