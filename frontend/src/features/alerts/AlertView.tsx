import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { api, take } from '@/kernel/api/client';
import { explain } from '@/kernel/api/problem';
import type { Alert, AlertDetail, AlertRule } from '@/kernel/api/types';
import { useConnection } from '@/kernel/connection';
import { date, quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { useMirrorRow } from '@/kernel/offline';
import type { ProductRow } from '@/entities/product/mirror';
import { Button, ButtonLink } from '@/ui/Button';
import { Card, Pill, type Tone } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { toast } from '@/ui/Toast';
import { Wrong } from './AlertRow';
import { canBeOrdered, useAnswering } from './answering';
import { eventText, orderOf, SIGNS, withoutEchoes } from './events';
import { alertsChanged, rulesQuery } from './queries';
import { endsAbove, when } from './rule';
import { SnoozeDialog } from './SnoozeDialog';

const STATE_TONES: Record<Alert['state'], Tone> = { firing: 'danger', acknowledged: 'info', snoozed: 'neutral', resolved: 'ok' };

/** One alert: what is wrong and what is done about it, why it fired, and what happened to it. */
export function AlertView({ alert, mayAnswer, mayOrder }: { alert: AlertDetail; mayAnswer: boolean; mayOrder: boolean }) {
  const rule = useQuery(rulesQuery()).data?.items.find(({ id }) => id === alert.rule_id);
  return (
    <div className="columns">
      <div className="stack">
        <Now alert={alert} mayAnswer={mayAnswer} mayOrder={mayOrder} />
        <Why alert={alert} rule={rule} />
      </div>
      <Card title={t('alerts.story')}>
        <Story events={alert.events} />
      </Card>
    </div>
  );
}

function Now({ alert, mayAnswer, mayOrder }: { alert: AlertDetail; mayAnswer: boolean; mayOrder: boolean }) {
  const client = useQueryClient();
  const offline = useConnection().state === 'offline';
  const [snoozing, setSnoozing] = useState(false);
  const { answer, busy, drafts } = useAnswering();
  const see = useMutation({
    mutationFn: () => take<Alert>(api.POST('/api/v1/alerts/{alert_id}/acknowledge', { params: { path: { alert_id: alert.id } } })),
    onSuccess: () => {
      void alertsChanged(client);
      toast(t('alerts.acknowledged'));
    },
    onError: (error) => toast(explain(error).title, { bad: true }),
  });
  const open = alert.state !== 'resolved';
  const mine = alert.events.find((event) => event.name === 'ordered' && event.at >= alert.started_at);
  const order = mine && orderOf(mine);
  return (
    <Card title={t(`alerts.type.${alert.type}`)} aside={<Pill tone={STATE_TONES[alert.state]}>{t(`alerts.state_one.${alert.state}`)}</Pill>}>
      <div className="stack">
        <div className="headline">
          <Wrong alert={alert} />
        </div>
        <Notes alert={alert} />
        <dl className="facts">
          {alert.on_hand !== null && (
            <div>
              <dt>{t('alerts.on_hand')}</dt>
              <dd className="num">{quantity(alert.on_hand, alert.unit ?? undefined)}</dd>
            </div>
          )}
          {alert.supplier_id && (
            <div>
              <dt>{t('product.supplier')}</dt>
              <dd>
                <Link href={`/suppliers/${alert.supplier_id}`}>{alert.supplier_name}</Link>
              </dd>
            </div>
          )}
          <div>
            <dt>{t('alerts.fired')}</dt>
            <dd>{date(alert.started_at, 'moment')}</dd>
          </div>
          <div>
            <dt>{t('alerts.told')}</dt>
            <dd>{alert.told_at ? date(alert.told_at, 'moment') : t('alerts.told_never')}</dd>
          </div>
          {alert.fired_count > 1 && (
            <div>
              <dt>{t('alerts.repeated')}</dt>
              <dd>{t('alerts.fired_times', { count: alert.fired_count })}</dd>
            </div>
          )}
        </dl>
        {open && mayAnswer && (
          <>
            {offline && <p className="soft">{t('alerts.answer_offline')}</p>}
            <div className={mayOrder && canBeOrdered(alert) ? 'actions' : 'row wrap'}>
              {mayOrder &&
                canBeOrdered(alert) &&
                (order ? (
                  <ButtonLink to={`/orders/${order}`} icon="truck">
                    {t('alerts.to_order')}
                  </ButtonLink>
                ) : (
                  <Button icon="truck" busy={busy === 'order'} disabled={offline} onClick={() => answer([alert], 'order')}>
                    {t('alerts.order')}
                  </Button>
                ))}
              {alert.state !== 'acknowledged' && (
                <Button look="second" icon="eye" busy={see.isPending} disabled={offline} onClick={() => see.mutate()}>
                  {t('alerts.acknowledge')}
                </Button>
              )}
              <Button look="second" icon="clock" disabled={offline} onClick={() => setSnoozing(true)}>
                {t('alerts.snooze')}
              </Button>
            </div>
          </>
        )}
        {alert.product_id && (
          <div className="row">
            <ButtonLink to={`/products/${alert.product_id}`} look="second" icon="box">
              {t('alerts.to_product')}
            </ButtonLink>
          </div>
        )}
      </div>
      {snoozing && <SnoozeDialog alertId={alert.id} onClose={() => setSnoozing(false)} />}
      {drafts}
    </Card>
  );
}

/** What keeps an alert quiet, or what comes next. */
function Notes({ alert }: { alert: AlertDetail }) {
  const text =
    alert.state === 'snoozed' && alert.snoozed_until
      ? t('alerts.snoozed', { when: date(alert.snoozed_until, 'moment') })
      : alert.state === 'acknowledged'
        ? t('alerts.acknowledged')
        : alert.silenced_by
          ? t('alerts.silenced_text')
          : alert.pending
            ? t('alerts.pending_text')
            : null;
  if (!text) return null;
  return (
    <p className="notice info" style={{ marginBottom: 0 }}>
      <Icon name="info" />
      <span className="grow">{text}</span>
      {alert.silenced_by && <Link href={`/alerts/${alert.silenced_by}`}>{t('alerts.see_it')}</Link>}
    </p>
  );
}

/** The rule behind it, where its threshold comes from, and when it ends. */
function Why({ alert, rule }: { alert: AlertDetail; rule: AlertRule | undefined }) {
  const minimum = useMirrorRow<ProductRow>('product', alert.product_id ?? '')?.min_stock ?? null;
  const lines = [
    rule && t('alerts.why.rule', { name: rule.name, when: when(rule) }),
    alert.type === 'low_stock' && alert.threshold !== null && threshold(alert.threshold, rule, minimum),
    ends(alert, minimum),
  ].filter(Boolean);
  return (
    <Card title={t('alerts.why')} aside={rule && <Link href={`/alerts/rules/${rule.id}`}>{t('alerts.to_rule')}</Link>}>
      <div className="stack tight">
        {lines.map((line) => (
          <p key={String(line)}>{line}</p>
        ))}
      </div>
    </Card>
  );
}

function threshold(value: number, rule: AlertRule | undefined, minimum: number | null): string {
  const text = { minimum: quantity(value) };
  if (rule && rule.params.threshold !== null) return t('alerts.why.rule_threshold', text);
  return t(minimum === null ? 'alerts.why.reorder' : 'alerts.why.minimum', text);
}

function ends(alert: AlertDetail, minimum: number | null): string {
  const level = endsAbove(alert, minimum);
  return level === null ? t('alerts.why.ends_itself') : t('alerts.why.ends', { level });
}

function Story({ events }: { events: AlertDetail['events'] }) {
  return (
    <ol className="story">
      {withoutEchoes(events).map((event) => {
        const { icon, tone } = SIGNS[event.name];
        const order = orderOf(event);
        return (
          <li key={event.id}>
            <span className={`sign ${tone}`}>
              <Icon name={icon} size={20} />
            </span>
            <div>
              <p className="strong">{eventText(event)}</p>
              <p className="soft">{[date(event.at, 'moment'), event.user_name].filter(Boolean).join(' · ')}</p>
              {order && (
                <ButtonLink to={`/orders/${order}`} look="plain" small>
                  {t('alerts.to_order')}
                </ButtonLink>
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
