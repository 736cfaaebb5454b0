import { infiniteQueryOptions, queryOptions, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '@/kernel/api/client';
import { kept, keptPages } from '@/kernel/api/read';
import type { Import, ImportSummary } from '@/kernel/api/types';
import { liveIsOpen, onLive } from '@/kernel/live';

const WORKING: Import['status'][] = ['uploaded', 'checking', 'importing', 'undoing'];

const isWorking = (status: Import['status']): boolean => WORKING.includes(status);

export const importKey = (id: string) => ['imports', 'one', id] as const;

/** One import; while the server works on it, asked again now and then in case no event arrives. */
export const importQuery = (id: string) =>
  queryOptions({
    queryKey: importKey(id),
    queryFn: kept<Import>((options) => api.GET('/api/v1/imports/{import_id}', { params: { path: { import_id: id } }, ...options })),
    refetchInterval: ({ state }) => (state.data && isWorking(state.data.status) ? (liveIsOpen() ? 6000 : 2000) : false),
  });

export const importsQuery = () =>
  infiniteQueryOptions({
    queryKey: ['imports', 'list'],
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    queryFn: keptPages<ImportSummary>(({ cursor, ...options }) => api.GET('/api/v1/imports', { params: { query: { cursor, limit: 20 } }, ...options })),
  });

type ImportEvent = { id: string; status: Import['status']; progress: number };

/** Follows the import by the live stream: progress at once, the whole row when its status changes. */
export function useImportEvents(id: string): void {
  const client = useQueryClient();
  useEffect(
    () =>
      onLive<ImportEvent>('import', (event) => {
        if (event.id !== id) return;
        const known = client.getQueryData<Import>(importKey(id));
        if (known && known.status === event.status) client.setQueryData<Import>(importKey(id), { ...known, progress: event.progress });
        else void client.invalidateQueries({ queryKey: importKey(id) });
      }),
    [client, id],
  );
}
