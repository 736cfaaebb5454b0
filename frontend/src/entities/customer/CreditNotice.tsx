import { day, money, tenantDay } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { useMirrorRow } from '@/kernel/offline';
import { Icon } from '@/ui/icons';
import { expectedOn, isLate, overLimit, owes } from './credit';
import type { CustomerRow } from './offline';

type Props = {
  customerId: string;
  /** What the sale at hand would add to the carnet, minor units; 0 when it is not on credit. */
  charged?: number;
};

/** What a customer already owes, and whether this sale goes above what they may owe. It warns, it never forbids. */
export function CreditNotice({ customerId, charged = 0 }: Props) {
  const row = useMirrorRow<CustomerRow>('customer', customerId);
  if (!row) return null;
  const balance = row.balance ?? 0;
  const over = overLimit(row, charged);
  const late = isLate(row, tenantDay());
  const limited = row.credit_limit !== null && row.credit_limit !== undefined;
  if (!balance && !charged && !limited) return null;
  const since = expectedOn(row);
  return (
    <div className={over ? 'notice bad' : late ? 'notice' : 'notice info'} style={{ marginBottom: 0 }} role={over ? 'alert' : 'status'}>
      <Icon name={over || late ? 'alert' : 'book'} />
      <div className="grow">
        {over > 0 && <strong>{t('credit.over_by', { amount: money(over) })} </strong>}
        <span>
          {balance > 0 ? t('credit.owes_now', { amount: money(balance) }) : balance < 0 ? t('credit.advance_of', { amount: money(-balance) }) : t('credit.owes_nothing')}
          {late && since && ` ${t('credit.late_since', { day: day(since) })}`}
        </span>
        {limited && <span> {t('credit.limit_of', { amount: money(row.credit_limit) })}</span>}
        {charged > 0 && <div>{t('credit.would_owe', { amount: money(owes({ balance: balance + charged })) })}</div>}
      </div>
    </div>
  );
}
