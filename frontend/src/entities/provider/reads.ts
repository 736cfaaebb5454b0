import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { plain } from '@/kernel/api/plain';
import { kept, keptPages, type Page } from '@/kernel/api/read';
import type { Provider, ProviderDetail } from '@/kernel/api/services';

export const SORTS = ['name', '-rating', 'load'] as const;
export type ProviderFilters = { search?: string; service?: string | null; zone?: string | null; available?: boolean | null; sort?: (typeof SORTS)[number] };

const queryOf = ({ search, service, zone, available, sort }: ProviderFilters) => ({
  search: search || undefined,
  service_id: service,
  zone_id: zone,
  available,
  sort: sort ?? 'name',
});

export const providersQuery = (filters: ProviderFilters) =>
  infiniteQueryOptions({
    queryKey: ['providers', 'list', filters],
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    queryFn: keptPages<Provider>(({ cursor, ...options }) => plain('GET', '/api/v1/providers', { query: { ...queryOf(filters), limit: 50, cursor }, ...options })),
  });

/** The first hundred, for a map, a filter or a choice. */
export const fewProvidersQuery = (filters: ProviderFilters) =>
  queryOptions({
    queryKey: ['providers', 'few', filters],
    queryFn: kept<Page<Provider>>((options) => plain('GET', '/api/v1/providers', { query: { ...queryOf(filters), limit: 100 }, ...options })),
  });

export const providerQuery = (id: string) =>
  queryOptions({
    queryKey: ['providers', 'one', id],
    queryFn: kept<ProviderDetail>((options) => plain('GET', `/api/v1/providers/${id}`, options)),
  });
