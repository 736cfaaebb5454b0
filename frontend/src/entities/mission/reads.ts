import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { Mission, MissionDetail, MissionsSummary, MissionTab, Urgency } from '@/kernel/api/missions';
import { plain } from '@/kernel/api/plain';
import { kept, keptPages } from '@/kernel/api/read';
import { noteTime } from './clock';

/** `from` and `to` are days, YYYY-MM-DD, both included. */
export type MissionFilters = { urgency?: Urgency; service_id?: string; zone_id?: string; from?: string; to?: string };

/** The midnights that days stand between, on this phone's clock. */
const midnight = (day: string | undefined, later = 0) => (day ? new Date(Date.parse(`${day}T00:00`) + later * 86_400_000).toISOString() : undefined);

export const missionsQuery = (tab: MissionTab, filters: MissionFilters = {}) =>
  infiniteQueryOptions({
    queryKey: ['missions', 'list', tab, filters],
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    queryFn: keptPages<Mission>(({ cursor, ...options }) => noteTime(plain('GET', '/api/v1/missions', { query: { tab, ...filters, from: midnight(filters.from), to: midnight(filters.to, 1), cursor, limit: 30 }, ...options }))),
  });

export const missionQuery = (id: string) =>
  queryOptions({
    queryKey: ['missions', 'one', id],
    queryFn: kept<MissionDetail>((options) => noteTime(plain('GET', `/api/v1/missions/${id}`, options))),
  });

export const summaryQuery = () =>
  queryOptions({
    queryKey: ['missions', 'summary'],
    staleTime: 60_000,
    queryFn: kept<MissionsSummary>((options) => plain('GET', '/api/v1/missions/summary', options)),
  });
