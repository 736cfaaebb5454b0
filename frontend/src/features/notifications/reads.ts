import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { plain } from '@/kernel/api/plain';
import { kept, keptPages, type Page } from '@/kernel/api/read';
import type { Channel, Channels, InboxItem, Kind, Preferences, PushDevice, SendState, Sent, SentDetail, SentSummary } from './types';

const PATH = '/api/v1/notifications';

export type InboxFilters = { unread?: boolean; kind?: Kind };

export const inboxQuery = ({ unread, kind }: InboxFilters = {}) =>
  infiniteQueryOptions({
    queryKey: ['notifications', 'inbox', { unread, kind }],
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    queryFn: keptPages<InboxItem>(({ cursor, ...options }) => plain('GET', PATH, { query: { cursor, limit: 30, unread, kind }, ...options })),
  });

export const preferencesQuery = () =>
  queryOptions({ queryKey: ['notifications', 'preferences'], queryFn: kept<Preferences>((options) => plain('GET', `${PATH}/preferences`, options)) });

export const channelsQuery = () =>
  queryOptions({ queryKey: ['notifications', 'channels'], staleTime: 5 * 60_000, queryFn: kept<Channels>((options) => plain('GET', `${PATH}/channels`, options)) });

export const pushDevicesQuery = () =>
  queryOptions({ queryKey: ['notifications', 'devices'], queryFn: kept<Page<PushDevice>>((options) => plain('GET', `${PATH}/push-subscriptions`, options)) });

/** Days as YYYY-MM-DD. */
export type SentFilters = { channel?: Channel | null; state?: SendState | null; kind?: Kind | null; user_id?: string | null; from?: string | null; to?: string | null; search?: string };

export const sentQuery = (filters: SentFilters) =>
  infiniteQueryOptions({
    queryKey: ['messages', 'list', filters],
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    queryFn: keptPages<Sent>(({ cursor, ...options }) =>
      plain('GET', `${PATH}/messages`, { query: { ...filters, search: filters.search || null, cursor, limit: 30 }, ...options }),
    ),
  });

export const sentSummaryQuery = () =>
  queryOptions({ queryKey: ['messages', 'summary'], queryFn: kept<SentSummary>((options) => plain('GET', `${PATH}/messages/summary`, options)) });

export const sentOneQuery = (id: string) =>
  queryOptions({ queryKey: ['messages', 'one', id], queryFn: kept<SentDetail>((options) => plain('GET', `${PATH}/messages/${id}`, options)) });
