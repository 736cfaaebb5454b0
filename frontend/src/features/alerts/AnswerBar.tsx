import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, take } from '@/kernel/api/client';
import { explain } from '@/kernel/api/problem';
import type { Alert, AlertAnswer } from '@/kernel/api/types';
import { useConnection } from '@/kernel/connection';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { toast } from '@/ui/Toast';
import { DraftsDialog } from './DraftsDialog';
import { alertsChanged } from './queries';

type Answer = AlertAnswer['answer'];

/** Sends what a person decides about several alerts, as they would answer the message, and says what came of it. */
export function useAnswer(onDone: () => void) {
  const client = useQueryClient();
  const [made, setMade] = useState<AlertAnswer | null>(null);
  const send = useMutation({
    mutationFn: ({ ids, answer }: { ids: string[]; answer: Answer }) => take<AlertAnswer>(api.POST('/api/v1/alerts/answer', { body: { alert_ids: ids, answer } })),
    onSuccess: (result) => {
      void alertsChanged(client);
      if (result.answer === 'order') {
        void client.invalidateQueries({ queryKey: ['orders'] });
        setMade(result);
        return;
      }
      toast(t(result.answer === 'later' ? 'alerts.later_done' : 'alerts.ignored', { count: result.alerts }));
      onDone();
    },
    onError: (error) => {
      const { title, advice } = explain(error);
      toast(`${title}. ${advice}`, { bad: true });
    },
  });
  const drafts = made && (
    <DraftsDialog
      result={made}
      onClose={() => {
        setMade(null);
        onDone();
      }}
    />
  );
  return { send, drafts, busy: (answer: Answer) => send.isPending && send.variables.answer === answer };
}

type Props = { alerts: Alert[]; mayOrder: boolean; onDone: () => void };

/** How many are chosen, and the three answers. */
export function AnswerBar({ alerts, mayOrder, onDone }: Props) {
  const { send, drafts, busy } = useAnswer(onDone);
  const offline = useConnection().state === 'offline';
  const answer = (which: Answer) => send.mutate({ ids: alerts.map(({ id }) => id), answer: which });
  const button = (which: Answer, look?: 'second') => (
    <Button look={look} busy={busy(which)} disabled={offline || (send.isPending && !busy(which))} onClick={() => answer(which)}>
      {t(`alerts.${which}`)}
    </Button>
  );
  return (
    <div className="sticky-foot" role="group" aria-label={t('alerts.answers')}>
      <div className="row between" style={{ marginBottom: 8 }}>
        <strong aria-live="polite">{t('alerts.chosen', { count: alerts.length })}</strong>
        <Button look="plain" small onClick={onDone}>
          {t('action.cancel')}
        </Button>
      </div>
      {offline && <p className="soft">{t('alerts.answer_offline')}</p>}
      <div className="answers">
        {mayOrder && alerts.some(({ product_id }) => product_id !== null) && button('order')}
        {button('later', 'second')}
        {button('ignore', 'second')}
      </div>
      {drafts}
    </div>
  );
}
