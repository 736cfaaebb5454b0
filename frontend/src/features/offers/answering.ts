import { useMutation, useQueryClient } from '@tanstack/react-query';
import { take } from '@/kernel/api/client';
import type { RequestState, Stage } from '@/kernel/api/missions';
import { plain } from '@/kernel/api/plain';
import { Problem } from '@/kernel/api/problem';

export type Answer = 'accept' | 'decline' | 'propose' | 'question';
type Said = { answer: Answer; body?: Record<string, string> };

/** What one says to an offer; whatever comes of it, missions are asked for again. */
export function useAnswer(offerId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ answer, body }: Said) => take(plain<unknown>('POST', `/api/v1/missions/offers/${offerId}/${answer}`, { body })),
    onSettled: () => client.invalidateQueries({ queryKey: ['missions'] }),
  });
}

/** Says once that the offer was looked at; the server keeps the first time. Nothing depends on it for whoever looks. */
export const tellSeen = (offerId: string): Promise<void> =>
  take(plain<unknown>('POST', `/api/v1/missions/offers/${offerId}/seen`)).then(
    () => undefined,
    () => undefined,
  );

export type Missed = { taken: boolean; state: RequestState | null; stage: Stage | null };

/** Why an offer can no longer be taken and where the request stands now; null for any other failure. */
export function missedBy(error: unknown): Missed | null {
  if (!(error instanceof Problem) || !['offer_taken', 'offer_expired'].includes(error.code)) return null;
  const current = error.body.current as { state?: RequestState; stage?: Stage | null } | undefined;
  return { taken: error.code === 'offer_taken', state: current?.state ?? null, stage: current?.stage ?? null };
}
