import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { plain } from '@/kernel/api/plain';
import { kept, keptPages } from '@/kernel/api/read';
import type { RequestDetail, RequestSettings, RequestState, ServiceRequest, Urgency } from '@/kernel/api/services';

export type RequestFilters = {
  states: readonly RequestState[];
  urgency: Urgency | null;
  service: string | null;
  zone: string | null;
  provider: string | null;
  search: string;
  /** Only what was opened from this day of the company on, YYYY-MM-DD. */
  since?: string;
  sort?: '-opened_at' | 'opened_at' | 'urgency' | 'state_at';
};

export const requestsQuery = ({ states, urgency, service, zone, provider, search, since, sort }: RequestFilters) =>
  infiniteQueryOptions({
    queryKey: ['requests', 'list', { states, urgency, service, zone, provider, search, since, sort }],
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    queryFn: keptPages<ServiceRequest>(({ cursor, ...options }) =>
      plain('GET', '/api/v1/requests', {
        query: { state: states, urgency, service_id: service, zone_id: zone, assigned_to: provider, search: search || undefined, from: since && `${since}T00:00:00Z`, sort: sort ?? '-opened_at', limit: 100, cursor },
        ...options,
      }),
    ),
  });

export const requestQuery = (id: string) =>
  queryOptions({ queryKey: ['requests', 'one', id], queryFn: kept<RequestDetail>((options) => plain('GET', `/api/v1/requests/${id}`, options)) });

export const requestSettingsQuery = () =>
  queryOptions({ queryKey: ['requests', 'settings'], queryFn: kept<RequestSettings>((options) => plain('GET', '/api/v1/requests/settings', options)) });
