import { queryOptions, useQuery } from '@tanstack/react-query';
import { plain } from '@/kernel/api/plain';
import { kept, type Page } from '@/kernel/api/read';
import type { ServiceKind } from '@/kernel/api/services';
import { useMirror } from '@/kernel/offline';

/** Everything that the company sends people out for; some tens, read whole. */
export const servicesQuery = () =>
  queryOptions({
    queryKey: ['services'],
    staleTime: 300_000,
    queryFn: kept<Page<ServiceKind>>((options) => plain('GET', '/api/v1/services', { query: { limit: 200 }, ...options })),
  });

/** The same, of what this phone keeps while the server has not answered; undefined while neither is here. */
export function useServices(): readonly ServiceKind[] | undefined {
  const { rows, complete } = useMirror<ServiceKind>('service');
  return useQuery(servicesQuery()).data?.items ?? (complete ? rows : undefined);
}
