import { queryOptions } from '@tanstack/react-query';
import { api } from '@/kernel/api/client';
import { kept } from '@/kernel/api/read';
import type { Overview } from '@/kernel/api/types';

export const overviewQuery = () =>
  queryOptions({
    queryKey: ['overview'],
    queryFn: kept<Overview>((options) => api.GET('/api/v1/dashboards/overview', options)),
    // Events say when it changed; on returning to the page one cheap question (304) is enough.
    staleTime: 15_000,
  });
