import { useMutation, useQueryClient } from '@tanstack/react-query';
import { take } from '@/kernel/api/client';
import { plain } from '@/kernel/api/plain';
import { explain, Problem } from '@/kernel/api/problem';
import type { RequestDetail, RequestState, Stage } from '@/kernel/api/services';
import { t, type MessageKey } from '@/kernel/i18n';
import { requestsChanged } from '@/entities/request/live';
import { stateText } from '@/entities/request/words';
import { toast } from '@/ui/Toast';

type Act = { path: string; method?: 'POST' | 'PATCH' | 'DELETE'; body?: unknown; done?: MessageKey };

/** Where the request stands by now, when the server refused a move because somebody was faster. */
function presentState(error: unknown): string | null {
  if (!(error instanceof Problem) || (error.status !== 409 && error.status !== 412)) return null;
  const current = error.body.current;
  if (typeof current !== 'object' || current === null) return null;
  const { state, stage } = current as { state?: RequestState; stage?: Stage | null };
  return state ? stateText(state, stage ?? null) : null;
}

/** What went wrong, with the present state where that is the reason. */
function refusal(error: unknown): string {
  const { title, advice } = explain(error);
  const state = presentState(error);
  return state ? t('requests.moved_on', { state }) : `${title} ${advice}`;
}

/** One act on a request: sent, said, and everything that shows the request asked again, whatever the answer was. */
export function useAct(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ path, method = 'POST', body }: Act) => take(plain<RequestDetail>(method, `/api/v1/requests/${id}${path}`, { body })),
    onSuccess: (_, { done }) => {
      if (done) toast(t(done));
    },
    onError: (error) => toast(refusal(error), { bad: true }),
    onSettled: () => requestsChanged(client),
  });
}
