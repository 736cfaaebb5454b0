import { queryOptions } from '@tanstack/react-query';
import { api } from '@/kernel/api/client';
import { kept } from '@/kernel/api/read';
import type { Overview } from '@/kernel/api/types';

/** The overview of today, or the sales as they stood on another day (YYYY-MM-DD). */
export const overviewQuery = (day?: string) =>
  queryOptions({
    queryKey: day ? ['overview', day] : ['overview'],
    queryFn: kept<Overview>((options) => api.GET('/api/v1/dashboards/overview', { ...options, params: { query: { day } } })),
    // Events say when it changed; on returning to the page one cheap question (304) is enough.
    staleTime: 15_000,
  });
