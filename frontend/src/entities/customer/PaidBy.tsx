import { useId } from 'react';
import { t } from '@/kernel/i18n';

/** How money comes in when something owed is paid. */
export type PaidBy = 'cash' | 'mobile_money';
const WAYS: PaidBy[] = ['cash', 'mobile_money'];

export function PaidByChips({ value, onChange }: { value: PaidBy; onChange: (value: PaidBy) => void }) {
  const name = useId();
  return (
    <fieldset className="field">
      <legend className="label">{t('credit.paid_by')}</legend>
      <div className="row wrap" style={{ gap: 8, marginTop: 6 }}>
        {WAYS.map((way) => (
          <label key={way} className="chip">
            <input type="radio" name={name} checked={value === way} onChange={() => onChange(way)} />
            {t(`payment.${way}`)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
