import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '@/kernel/api/client';
import { kept, keptPages, type Page } from '@/kernel/api/read';
import type { InboxItem, PushDevice, SentMessage, SentMessageDetail, SentSummary, TellChannels, TellPreferences } from '@/kernel/api/types';
import type { Channel, Kind, SendState } from './types';

type InboxFilters = { unread?: true; kind?: Kind };

export const inboxQuery = (filters: InboxFilters = {}) =>
  infiniteQueryOptions({
    queryKey: ['notifications', 'inbox', filters],
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    queryFn: keptPages<InboxItem>(({ cursor, ...options }) => api.GET('/api/v1/notifications', { params: { query: { ...filters, cursor, limit: 30 } }, ...options })),
  });

export const preferencesQuery = () =>
  queryOptions({ queryKey: ['notifications', 'preferences'], queryFn: kept<TellPreferences>((options) => api.GET('/api/v1/notifications/preferences', options)) });

export const channelsQuery = () =>
  queryOptions({
    queryKey: ['notifications', 'channels'],
    staleTime: 5 * 60_000,
    queryFn: kept<TellChannels>((options) => api.GET('/api/v1/notifications/channels', options)),
  });

export const pushDevicesQuery = () =>
  queryOptions({ queryKey: ['notifications', 'devices'], queryFn: kept<Page<PushDevice>>((options) => api.GET('/api/v1/notifications/push-subscriptions', options)) });

/** Days as YYYY-MM-DD; empty texts are no filter. */
export type SentFilters = { channel?: Channel; state?: SendState; kind?: Kind; user_id?: string; from?: string; to?: string; search?: string };

export const sentQuery = (filters: SentFilters) =>
  infiniteQueryOptions({
    queryKey: ['messages', 'list', filters],
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    queryFn: keptPages<SentMessage>(({ cursor, ...options }) => api.GET('/api/v1/notifications/messages', { params: { query: { ...filters, cursor, limit: 30 } }, ...options })),
  });

export const sentSummaryQuery = () =>
  queryOptions({ queryKey: ['messages', 'summary'], queryFn: kept<SentSummary>((options) => api.GET('/api/v1/notifications/messages/summary', options)) });

export const sentOneQuery = (id: string) =>
  queryOptions({
    queryKey: ['messages', 'one', id],
    queryFn: kept<SentMessageDetail>((options) => api.GET('/api/v1/notifications/messages/{send_id}', { params: { path: { send_id: id } }, ...options })),
  });
