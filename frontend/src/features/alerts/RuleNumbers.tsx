import type { AlertType } from '@/kernel/api/types';
import { currencySign, percent } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Choices, NumberField, SelectField } from '@/ui/Field';
import type { useForm } from '@/ui/useForm';
import { CHANCES, reads, type RuleValues } from './rule';

type Form = ReturnType<typeof useForm<RuleValues>>;
type Props = { type: AlertType; values: RuleValues; set: Form['set']; bind: Form['bind'] };

const inDays = ['stock_out', 'dead_stock', 'expiry', 'service_rate'] as const;
const inPercent = ['service_rate', 'failure_rate'] as const;

/** The numbers that a type reads, and no other. */
export function Numbers({ type, values, set, bind }: Props) {
  const days = inDays.find((one) => one === type);
  const share = inPercent.find((one) => one === type);
  const chances = [...new Set([...CHANCES, Number(values.probability)])].sort((a, b) => a - b);
  return (
    <>
      {reads(type, 'threshold') && <NumberField label={t('rules.threshold')} optional inputMode="numeric" hint={t('rules.threshold_hint')} {...bind('threshold')} />}
      {reads(type, 'direction') && (
        <Choices<RuleValues['direction']>
          label={t('rules.direction')}
          name="direction"
          value={values.direction}
          onChange={(value) => set('direction', value)}
          choices={(['below', 'above'] as const).map((value) => ({ value, label: t(`rules.direction.${value}`) }))}
        />
      )}
      {reads(type, 'amount') && (
        <div className="two">
          <NumberField label={t('rules.amount')} suffix={currencySign()} {...bind('amount')} />
          <SelectField label={t('rules.period')} {...bind('period')}>
            {(['day', 'week', 'month'] as const).map((value) => (
              <option key={value} value={value}>
                {t(`rules.period.${value}`)}
              </option>
            ))}
          </SelectField>
        </div>
      )}
      {share && <NumberField label={t(`rules.percent.${share}`)} suffix="%" {...bind('percent')} />}
      {days && <NumberField label={t(`rules.days.${days}`)} inputMode="numeric" suffix={t('unit.days')} {...bind('days')} />}
      {reads(type, 'probability') && (
        <SelectField label={t('rules.chance')} hint={t('rules.chance_hint')} {...bind('probability')}>
          {chances.map((chance) => (
            <option key={chance} value={chance}>
              {percent(chance, 0)}
            </option>
          ))}
        </SelectField>
      )}
      {reads(type, 'sensitivity') && (
        <Choices<RuleValues['sensitivity']>
          label={t('rules.sensitivity')}
          name="sensitivity"
          value={values.sensitivity}
          onChange={(value) => set('sensitivity', value)}
          choices={(['low', 'normal', 'high'] as const).map((value) => ({ value, label: t(`rules.sensitivity.${value}`), hint: t(`rules.sensitivity_hint.${value}`) }))}
        />
      )}
    </>
  );
}
