import type { Alert } from '@/kernel/api/types';
import { useConnection } from '@/kernel/connection';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { canBeOrdered, type Answer, type Answering } from './answering';

type Props = { alerts: Alert[]; answering: Answering; mayOrder: boolean; onCancel: () => void };

/** How many are chosen, and the three answers. */
export function AnswerBar({ alerts, answering: { answer, busy }, mayOrder, onCancel }: Props) {
  const offline = useConnection().state === 'offline';
  const button = (which: Answer, look?: 'second') => (
    <Button look={look} busy={busy === which} disabled={offline || (busy !== null && busy !== which)} onClick={() => answer(alerts, which)}>
      {t(`alerts.${which}`)}
    </Button>
  );
  return (
    <div className="sticky-foot" role="group" aria-label={t('alerts.answers')}>
      <div className="row between" style={{ marginBottom: 8 }}>
        <strong aria-live="polite">{t('alerts.chosen', { count: alerts.length })}</strong>
        <Button look="plain" small onClick={onCancel}>
          {t('action.cancel')}
        </Button>
      </div>
      {offline && <p style={{ marginBottom: 8 }}>{t('alerts.answer_offline')}</p>}
      <div className="answers">
        {mayOrder && alerts.some(canBeOrdered) && button('order')}
        {button('later', 'second')}
        {button('ignore', 'second')}
      </div>
    </div>
  );
}
