import { useState } from 'react';
import { currencySign, money, moneyToText, parseMoney, tenantDay } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { NumberField, TextField } from '@/ui/Field';
import { PaidByChips, type PaidBy } from './PaidBy';

/** What is agreed beside a credit sale; `paid_now` in minor units, 0 for nothing. */
export type Terms = { paid_now: number; paid_by: PaidBy; due_on: string | null };

export const noTerms: Terms = { paid_now: 0, paid_by: 'cash', due_on: null };

/** The part of a credit sale that goes into the carnet. */
export const chargedOf = (total: number, { paid_now }: Pick<Terms, 'paid_now'>): number => Math.max(0, total - paid_now);

/** The fields of the API's sale; nothing for what was left open. */
export const termsOf = ({ paid_now, paid_by, due_on }: Terms): { paid_now?: number; paid_by?: PaidBy; due_on?: string } => ({
  ...(paid_now > 0 ? { paid_now, paid_by } : {}),
  ...(due_on ? { due_on } : {}),
});

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
            if (!Number.isNaN(amount) && amount >= 0) onChange({ ...value, paid_now: Math.min(amount, total) });
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
