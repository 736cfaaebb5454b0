import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { take } from '@/kernel/api/client';
import type { Me } from '@/kernel/api/missions';
import { plain } from '@/kernel/api/plain';
import { explain } from '@/kernel/api/problem';
import { kept } from '@/kernel/api/read';
import { toast } from '@/ui/Toast';

/** Oneself, as somebody who is sent out. */
export const meQuery = () =>
  queryOptions({ queryKey: ['me', 'provider'], staleTime: 60_000, queryFn: kept<Me>((options) => plain('GET', '/api/v1/me/provider', options)) });

type Change = { method: 'PATCH' | 'PUT' | 'POST' | 'DELETE'; path?: string; body?: unknown };

/** A change of oneself; what is kept of it is asked for again. `said`: what is told when it is done. */
export function useMeChange(said?: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ method, path = '', body }: Change) => take(plain<unknown>(method, `/api/v1/me/provider${path}`, { body })),
    onSuccess: () => {
      if (said) toast(said);
      return client.invalidateQueries({ queryKey: meQuery().queryKey });
    },
    onError: (error) => toast(explain(error).title, { bad: true }),
  });
}
