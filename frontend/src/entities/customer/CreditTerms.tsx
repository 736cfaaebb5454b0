import { useState } from 'react';
import { currencySign, money, moneyToText, parseMoney, tenantDay } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { NumberField, TextField } from '@/ui/Field';
import { PaidByChips } from './PaidBy';
import type { Terms } from './terms';

/** Of a credit sale of `total`: what is paid at once, how, and when the rest is due. */
export function CreditTerms({ total, value, onChange }: { total: number; value: Terms; onChange: (terms: Terms) => void }) {
  const [text, setText] = useState(value.paid_now ? moneyToText(value.paid_now) : '');
  const typed = parseMoney(text);
  const wrong = Number.isNaN(typed) || (typed ?? 0) < 0;
  const tooMuch = !wrong && (typed ?? 0) > total;
  return (
    <div className="stack">
      <div className="two">
        <NumberField
          label={t('credit.paid_now')}
          optional
          suffix={currencySign()}
          value={text}
          error={wrong ? t('check.amount') : tooMuch ? t('credit.paid_more') : undefined}
          hint={!wrong && !tooMuch && typed ? t('credit.rest_charged', { amount: money(total - typed) }) : undefined}
          onChange={(event) => {
            setText(event.target.value);
            const amount = parseMoney(event.target.value) ?? 0;
            if (!Number.isNaN(amount) && amount >= 0) onChange({ ...value, paid_now: amount });
          }}
        />
        <TextField
          type="date"
          label={t('credit.due_on')}
          optional
          min={tenantDay()}
          value={value.due_on ?? ''}
          onChange={(event) => onChange({ ...value, due_on: event.target.value || null })}
        />
      </div>
      {value.paid_now > 0 && <PaidByChips value={value.paid_by} onChange={(paid_by) => onChange({ ...value, paid_by })} />}
    </div>
  );
}
