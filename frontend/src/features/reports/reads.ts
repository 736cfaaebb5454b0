import { infiniteQueryOptions, queryOptions, useQueryClient, type InfiniteData, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '@/kernel/api/client';
import { plain } from '@/kernel/api/plain';
import { kept, keptPages, type Page } from '@/kernel/api/read';
import type { Closing, Report, ReportDefinition, ReportDetail, ReportSchedule, ReportType } from '@/kernel/api/types';
import { liveIsOpen, onLive } from '@/kernel/live';

/** What can be reported; it changes with the server alone. */
export const definitionsQuery = () =>
  queryOptions({
    queryKey: ['reports', 'definitions'],
    staleTime: 3_600_000,
    queryFn: kept<Page<ReportDefinition>>((options) => api.GET('/api/v1/reports/definitions', options)),
    select: ({ items }) => items,
  });

export const isWorking = ({ state }: Pick<Report, 'state'>): boolean => state === 'queued' || state === 'making';

/** How soon to ask again for what the server works on, in case no event arrives. */
const again = () => (liveIsOpen() ? 6000 : 2000);

/** A message that has just left is looked after for so long. */
const SENDING_MS = 120_000;

function isSending({ deliveries, sent_at }: ReportDetail): boolean {
  const since = Date.parse(sent_at ?? deliveries[0]?.at ?? '');
  return Date.now() - since < SENDING_MS && deliveries.some(({ state }) => state === 'waiting' || state === 'sending');
}

export const reportKey = (id: string) => ['reports', 'one', id] as const;

export const reportQuery = (id: string) =>
  queryOptions({
    queryKey: reportKey(id),
    queryFn: kept<ReportDetail>((options) => api.GET('/api/v1/reports/{report_id}', { params: { path: { report_id: id } }, ...options })),
    refetchInterval: ({ state: { data } }) => (data && (isWorking(data) || isSending(data)) ? again() : false),
  });

/** What was made, the newest first. */
export const reportsQuery = (type: ReportType | null) =>
  infiniteQueryOptions({
    queryKey: ['reports', 'list', { type }],
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    queryFn: keptPages<Report>(({ cursor, ...options }) => api.GET('/api/v1/reports', { params: { query: { cursor, limit: 20, type: type ?? undefined } }, ...options })),
    refetchInterval: ({ state: { data } }) => (data?.pages.some(({ items }) => items.some(isWorking)) ? again() : false),
  });

export const schedulesQuery = () =>
  queryOptions({
    queryKey: ['reports', 'schedules'],
    queryFn: kept<Page<ReportSchedule>>((options) => api.GET('/api/v1/reports/schedules', options)),
  });

export type OrderChoice = { id: string; number: string; supplier_name: string; created_at: string };

/** The orders that somebody may want on paper: the latest. */
export const orderChoicesQuery = () =>
  queryOptions({
    queryKey: ['orders', 'choices'],
    queryFn: kept<Page<OrderChoice>>((options) => plain('GET', '/api/v1/purchase-orders', { query: { limit: 50 }, ...options })),
  });

/** One that the latest do not hold. */
export const orderChoiceQuery = (id: string) =>
  queryOptions({
    queryKey: ['orders', 'choice', id],
    queryFn: kept<OrderChoice>((options) => plain('GET', `/api/v1/purchase-orders/${id}`, options)),
  });

/** The closings of one day. */
export const closingsOfQuery = (day: string) =>
  queryOptions({
    queryKey: ['closings', 'of', day],
    queryFn: kept<Page<Closing>>((options) => api.GET('/api/v1/closings', { params: { query: { from: day, to: day, limit: 50 } }, ...options })),
  });

/** What a new, a sent or a deleted report makes stale. */
export const reportsChanged = (client: QueryClient): Promise<unknown> =>
  Promise.all([client.invalidateQueries({ queryKey: ['reports', 'list'] }), client.invalidateQueries({ queryKey: ['reports', 'one'] })]);

export const schedulesChanged = (client: QueryClient): Promise<void> => client.invalidateQueries({ queryKey: ['reports', 'schedules'] });

type ReportEvent = { report_id: string; state: Report['state']; progress: number };

/** Follows what is being made: how far it is at once, the whole row when its state changes. */
export function useReportsLive(): void {
  const client = useQueryClient();
  useEffect(
    () =>
      onLive<ReportEvent>('reports', ({ report_id, state, progress }) => {
        const one = client.getQueryData<ReportDetail>(reportKey(report_id));
        const further = <T extends Report>(report: T): T => (report.id === report_id && report.state === state ? { ...report, progress } : report);
        if (one?.state === 'making' && state === 'making') {
          client.setQueryData<ReportDetail>(reportKey(report_id), further(one));
          client.setQueriesData<InfiniteData<Page<Report>>>({ queryKey: ['reports', 'list'] }, (data) => data && { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(further) })) });
        } else void reportsChanged(client);
      }),
    [client],
  );
}
