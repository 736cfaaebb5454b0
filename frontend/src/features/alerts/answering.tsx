import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, take } from '@/kernel/api/client';
import { explain } from '@/kernel/api/problem';
import type { Alert, AlertAnswer, AlertType } from '@/kernel/api/types';
import { t } from '@/kernel/i18n';
import { DraftsDialog } from '@/entities/order/DraftsDialog';
import { toast } from '@/ui/Toast';
import { alertsChanged } from './queries';

export type Answer = AlertAnswer['answer'];
export type Answering = {
  answer: (alerts: readonly Pick<Alert, 'id'>[], which: Answer) => void;
  /** The answer that is on its way. */
  busy: Answer | null;
  /** What an order made, to be drawn by whoever stays on the screen when the alerts have gone from it. */
  drafts: ReactNode;
};

const SHORT: readonly AlertType[] = ['rupture', 'low_stock', 'stock_out'];
/** Whether ordering more of it is an answer. */
export const canBeOrdered = ({ type }: Pick<Alert, 'type'>): boolean => SHORT.includes(type);

/** Sends what a person decides about alerts, as they would answer the message, and says what came of it. */
export function useAnswering(onDone?: () => void): Answering {
  const client = useQueryClient();
  const [made, setMade] = useState<AlertAnswer | null>(null);
  const send = useMutation({
    mutationFn: ({ ids, answer }: { ids: string[]; answer: Answer }) => take<AlertAnswer>(api.POST('/api/v1/alerts/answer', { body: { alert_ids: ids, answer } })),
    onSuccess: (result) => {
      void alertsChanged(client);
      onDone?.();
      if (result.answer === 'order') {
        void client.invalidateQueries({ queryKey: ['orders'] });
        setMade(result);
      } else {
        toast(t(result.answer === 'later' ? 'alerts.later_done' : 'alerts.ignored', { count: result.alerts }));
      }
    },
    onError: (error) => {
      const { title, advice } = explain(error);
      toast(`${title}. ${advice}`, { bad: true });
    },
  });
  return {
    answer: (alerts, answer) => send.mutate({ ids: alerts.map(({ id }) => id), answer }),
    busy: send.isPending ? send.variables.answer : null,
    drafts: made && <DraftsDialog orders={made.orders} without={made.without_supplier} onClose={() => setMade(null)} />,
  };
}
