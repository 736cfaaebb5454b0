import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '@/kernel/api/client';
import { kept, keptPages } from '@/kernel/api/read';
import type { Closing, ClosingDetail, TillPreview } from '@/kernel/api/types';

/** `userId` null: the whole shop. */
export const previewQuery = (userId: string | null, day: string) =>
  queryOptions({
    queryKey: ['closings', 'preview', userId, day],
    queryFn: kept<TillPreview>((options) => api.GET('/api/v1/closings/preview', { params: { query: { day, user_id: userId ?? undefined } }, ...options })),
  });

export const closingsQuery = infiniteQueryOptions({
  queryKey: ['closings', 'list'],
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next_cursor,
  queryFn: keptPages<Closing>(({ cursor, ...options }) => api.GET('/api/v1/closings', { params: { query: { cursor, limit: 15 } }, ...options })),
});

export const closingQuery = (id: string) =>
  queryOptions({
    queryKey: ['closings', 'one', id],
    queryFn: kept<ClosingDetail>((options) => api.GET('/api/v1/closings/{closing_id}', { params: { path: { closing_id: id } }, ...options })),
  });
