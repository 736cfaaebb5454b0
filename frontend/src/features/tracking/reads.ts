import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { plain } from '@/kernel/api/plain';
import { kept, keptPages, type Page } from '@/kernel/api/read';
import type { Advice, ClientWish, DispatchPreview, DispatchSettings, Escalation, EscalationRule, NoticeRule, Performance, ServiceRequest, ServicesDay, TrackingMessage } from '@/kernel/api/services';

export const dispatchSettingsQuery = () =>
  queryOptions({ queryKey: ['dispatch', 'settings'], queryFn: kept<DispatchSettings>((options) => plain('GET', '/api/v1/dispatch/settings', options)) });

export const previewQuery = (requestId: string) =>
  queryOptions({
    queryKey: ['dispatch', 'preview', requestId],
    queryFn: kept<DispatchPreview>((options) => plain('GET', '/api/v1/dispatch/preview', { query: { request_id: requestId }, ...options })),
  });

/** The newest open requests, to try a ranking on, to draw on a map, to count. */
export const openRequestsQuery = () =>
  queryOptions({
    queryKey: ['requests', 'open'],
    queryFn: kept<Page<ServiceRequest>>((options) => plain('GET', '/api/v1/requests', { query: { open: true, sort: '-opened_at', limit: 100 }, ...options })),
  });

/** How the services day stands: counted by the server. */
export const dayQuery = () =>
  queryOptions({ queryKey: ['requests', 'day'], queryFn: kept<ServicesDay>((options) => plain('GET', '/api/v1/tracking/analytics/dashboard', options)) });

export const adviceQuery = () =>
  queryOptions({
    queryKey: ['tracking', 'advice'],
    staleTime: 600_000,
    queryFn: kept<{ items: Advice[] }>((options) => plain('GET', '/api/v1/tracking/analytics/optimization', options)),
  });

export const escalationRulesQuery = () =>
  queryOptions({
    queryKey: ['escalations', 'rules'],
    queryFn: kept<Page<EscalationRule>>((options) => plain('GET', '/api/v1/tracking/escalations/rules', { query: { limit: 100 }, ...options })),
  });

export const escalationsQuery = (state: Escalation['state'] | null) =>
  infiniteQueryOptions({
    queryKey: ['escalations', 'history', state],
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    queryFn: keptPages<Escalation>(({ cursor, ...options }) => plain('GET', '/api/v1/tracking/escalations/history', { query: { state, limit: 30, cursor }, ...options })),
  });

export const noticeRulesQuery = () =>
  queryOptions({
    queryKey: ['notices', 'rules'],
    queryFn: kept<Page<NoticeRule>>((options) => plain('GET', '/api/v1/tracking/notifications/rules', { query: { limit: 100 }, ...options })),
  });

/** How the requests of two days and those between went; days as YYYY-MM-DD, both included. */
export const performanceQuery = (first: string, last: string) =>
  queryOptions({
    queryKey: ['requests', 'performance', first, last],
    staleTime: 60_000,
    queryFn: kept<Performance>((options) => plain('GET', '/api/v1/tracking/analytics/performance', { query: { first, last }, ...options })),
  });

export const requestMessagesQuery = (requestId: string) =>
  infiniteQueryOptions({
    queryKey: ['requests', 'messages', requestId],
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    queryFn: keptPages<TrackingMessage>(({ cursor, ...options }) => plain('GET', '/api/v1/tracking/notifications/history', { query: { request_id: requestId, limit: 20, cursor }, ...options })),
  });

export const clientWishQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['tracking', 'wish', customerId],
    staleTime: 60_000,
    queryFn: kept<ClientWish>((options) => plain('GET', `/api/v1/tracking/preferences/${customerId}`, options)),
  });
