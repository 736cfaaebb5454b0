import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { age, day, money, tenantDay } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { useOperations } from '@/kernel/offline';
import { expectedOn, isLate, overLimit, owes } from '@/entities/customer/credit';
import type { CustomerRow } from '@/entities/customer/offline';
import { Button } from '@/ui/Button';
import { Card, figures, Pill } from '@/ui/Card';
import { AgeingBar } from './AgeingBar';
import { daysBetween, promisedAmount } from './carnet';
import { LimitDialog } from './LimitDialog';
import { PayDialog } from './PayDialog';
import { PromiseDialog } from './PromiseDialog';
import { carnetQuery } from './queries';
import { StatementDialog } from './StatementDialog';

type Asked = 'pay' | 'promise' | 'statement' | 'limit';

/** `mayTake`: payments and promises. `mayLimit`: how much the customer may owe. `children`: further buttons. */
type Props = { customer: CustomerRow; mayTake: boolean; mayLimit: boolean; children?: ReactNode };

/** What one customer owes, until when, and what one does about it. */
export function AccountCard({ customer, mayTake, mayLimit, children }: Props) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const { data, error, dataUpdatedAt } = useQuery(carnetQuery(customer.id));
  const queue = useOperations();
  const today = tenantDay();
  const balance = customer.balance ?? 0;
  const owed = owes(customer);
  const limit = customer.credit_limit ?? null;
  const over = overLimit({ balance: 0, credit_limit: limit }, balance);
  const late = isLate(customer, today);
  const on = expectedOn(customer);
  const part = promisedAmount(queue, customer.id, data?.account.promised_amount ?? null);
  const close = () => setAsked(null);
  return (
    <>
      <section className="hero" aria-label={t('credit.account')}>
        <p className="name">{balance < 0 ? t('credit.advance') : t('credit.owes_title')}</p>
        <p className="value" style={figures(money(Math.abs(balance)))}>
          {money(Math.abs(balance))}
        </p>
        <p className="note row wrap" style={{ gap: 8 }}>
          {late && on && <Pill tone="danger">{t('credit.late_by', { count: daysBetween(on, today) })}</Pill>}
          {over > 0 && <Pill tone="warn">{t('credit.over_by', { amount: money(over) })}</Pill>}
          {balance === 0 && t('credit.settled')}
        </p>
        <div className="periods">
          <div>
            <span className="note">{customer.promise ? t('credit.promised') : t('credit.due')}</span>
            <strong>{owed && on ? day(on, on.slice(0, 4) === today.slice(0, 4) ? 'short' : 'day') : '—'}</strong>
            {customer.promise && part !== null && <span className="note num">{money(part)}</span>}
          </div>
          <div>
            <span className="note">{t('credit.limit')}</span>
            <strong>{limit === null ? t('credit.no_limit') : money(limit)}</strong>
            {limit !== null && over === 0 && <span className="note">{t('credit.room_left', { amount: money(limit - balance) })}</span>}
          </div>
        </div>
      </section>
      <div className="actions">
        {mayTake && (
          <Button icon="cash" onClick={() => setAsked('pay')}>
            {t('credit.pay')}
          </Button>
        )}
        {mayTake && owed > 0 && (
          <Button look="second" icon="clock" onClick={() => setAsked('promise')}>
            {t('credit.promise')}
          </Button>
        )}
        <Button look="second" icon="share" onClick={() => setAsked('statement')}>
          {t('credit.statement')}
        </Button>
        {mayLimit && (
          <Button look="second" icon="edit" onClick={() => setAsked('limit')}>
            {limit === null ? t('credit.set_limit') : t('credit.change_limit')}
          </Button>
        )}
        {children}
      </div>
      {data && owed > 0 && (
        <Card title={t('credit.ageing')}>
          <div className="stack tight">
            <AgeingBar ageing={data.account.ageing} />
            {(error || data.account.balance !== balance) && <p className="soft">{t('credit.ageing_of', { age: age(dataUpdatedAt) })}</p>}
          </div>
        </Card>
      )}
      {asked === 'pay' && <PayDialog customer={customer} onClose={close} />}
      {asked === 'promise' && <PromiseDialog customer={customer} onClose={close} />}
      {asked === 'statement' && <StatementDialog customer={customer} promisedAmount={part} onClose={close} />}
      {asked === 'limit' && <LimitDialog customer={customer} onClose={close} />}
    </>
  );
}
