import { infiniteQueryOptions, queryOptions, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '@/kernel/api/client';
import { kept, keptPages, type Page } from '@/kernel/api/read';
import type { Alert, AlertDetail, AlertEvent, AlertHistoryItem, AlertRule, AlertSettings, AlertsSummary, AlertType } from '@/kernel/api/types';
import { onLive } from '@/kernel/live';

type AlertState = Alert['state'];
export type AlertFilters = { state?: AlertState; type?: AlertType | null; search?: string; product?: string };
/** `from` and `to` are days of the company, YYYY-MM-DD, both included. */
export type HistoryFilters = { type: AlertType | null; name: AlertEvent['name'] | null; product: string | null; rule: string | null; from: string | null; to: string | null };

/** What is open, the most urgent first. */
export const alertsQuery = ({ state, type, search, product }: AlertFilters) =>
  infiniteQueryOptions({
    queryKey: ['alerts', 'list', { state, type, search, product }],
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    queryFn: keptPages<Alert>(({ cursor, ...options }) =>
      api.GET('/api/v1/alerts', {
        params: { query: { cursor, limit: 100, sort: 'urgency', state, type: type ?? undefined, search: search || undefined, product_id: product } },
        ...options,
      }),
    ),
  });

export const alertQuery = (id: string) =>
  queryOptions({
    queryKey: ['alerts', 'one', id],
    queryFn: kept<AlertDetail>((options) => api.GET('/api/v1/alerts/{alert_id}', { params: { path: { alert_id: id } }, ...options })),
  });

export const summaryQuery = () =>
  queryOptions({ queryKey: ['alerts', 'summary'], queryFn: kept<AlertsSummary>((options) => api.GET('/api/v1/alerts/summary', options)) });

export const rulesQuery = () =>
  queryOptions({
    queryKey: ['alerts', 'rules'],
    queryFn: kept<Page<AlertRule>>((options) => api.GET('/api/v1/alerts/rules', { params: { query: { limit: 200 } }, ...options })),
  });

export const settingsQuery = () =>
  queryOptions({ queryKey: ['alerts', 'settings'], queryFn: kept<AlertSettings>((options) => api.GET('/api/v1/alerts/settings', options)) });

export const historyQuery = ({ type, name, product, rule, from, to }: HistoryFilters) =>
  infiniteQueryOptions({
    queryKey: ['alerts', 'history', { type, name, product, rule, from, to }],
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    queryFn: keptPages<AlertHistoryItem>(({ cursor, ...options }) =>
      api.GET('/api/v1/alerts/history', {
        params: {
          query: { cursor, limit: 50, type: type ?? undefined, name: name ?? undefined, product_id: product ?? undefined, rule_id: rule ?? undefined, from: from ?? undefined, to: to ?? undefined },
        },
        ...options,
      }),
    ),
  });

/** What an answer, a rule or the server's news make stale. */
export const alertsChanged = (client: QueryClient): Promise<void> => client.invalidateQueries({ queryKey: ['alerts'] });

/** Asks again what is on the screen when the server says that alerts have changed. */
export function useAlertsLive(): void {
  const client = useQueryClient();
  useEffect(() => onLive('alerts', () => void alertsChanged(client)), [client]);
}
