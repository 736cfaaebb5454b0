import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { take } from '@/kernel/api/client';
import { plain } from '@/kernel/api/plain';
import { explain } from '@/kernel/api/problem';
import { t, type MessageKey } from '@/kernel/i18n';
import { toast } from '@/ui/Toast';

/** What a change of somebody who is sent out makes stale. */
export const providersChanged = (client: QueryClient): Promise<void> => client.invalidateQueries({ queryKey: ['providers'] });

type Change = { path: string; method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE'; body?: unknown; version?: number; done?: MessageKey };

/** One change sent to the server; what it touches is asked again, whatever the answer was. */
export function useChange(...keys: string[]) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ path, method = 'PATCH', body, version }: Change) =>
      take(plain<unknown>(method, `/api/v1${path}`, { body, ...(version === undefined ? {} : { headers: { 'If-Match': `"${version}"` } }) })),
    onSuccess: (_, { done }) => {
      toast(t(done ?? 'providers.saved'));
    },
    onError: (error) => {
      const { title, advice } = explain(error);
      toast(`${title} ${advice}`, { bad: true });
    },
    onSettled: () => Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}
