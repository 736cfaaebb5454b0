import type { ReportDefinition } from '@/kernel/api/types';
import { tenantDay } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { SelectField, TextField } from '@/ui/Field';
import { daysOfMonth, daysOfSpan, monthsUntil, SPANS, spanOf, wrongDays, type SpanName } from './period';
import { monthText } from './words';

export type Days = { first: string; last: string };
type Props = { period: ReportDefinition['period']; days: Days; chosen: boolean; onChange: (days: Days, chosen: boolean) => void };

const MONTHS = 25;

/** Which days a report speaks of. `chosen`: a person picks the two days themselves. */
export function PeriodFields({ period, days, chosen, onChange }: Props) {
  const today = tenantDay();
  const wrong = wrongDays(days, today);
  const error = wrong ? t(`reports.wrong.${wrong}`) : undefined;
  if (period === 'now') return null;
  if (period === 'day') {
    return <TextField label={t('reports.day')} type="date" max={today} value={days.first} error={error} onChange={({ target: { value } }) => onChange({ first: value, last: value }, true)} />;
  }
  if (period === 'month') {
    const months = monthsUntil(today, MONTHS);
    const first = `${days.first.slice(0, 7)}-01`;
    return (
      <SelectField label={t('reports.month')} value={first} onChange={({ target: { value } }) => onChange(daysOfMonth(value, today), false)}>
        {(months.includes(first) ? months : [...months, first]).map((month, back) => (
          <option key={month} value={month}>
            {back === 0 ? t('reports.month_so_far', { month: monthText(month) }) : monthText(month)}
          </option>
        ))}
      </SelectField>
    );
  }
  const name = chosen ? 'dates' : spanOf(days, today);
  return (
    <div className="stack">
      <SelectField
        label={t('reports.period')}
        value={name}
        onChange={(event) => {
          const value = event.target.value as SpanName;
          if (value === 'dates') onChange(days, true);
          else onChange(daysOfSpan(value, today), false);
        }}
      >
        {SPANS.map((value) => (
          <option key={value} value={value}>
            {t(`reports.span.${value}`)}
          </option>
        ))}
      </SelectField>
      {name === 'dates' && (
        <div className="two">
          <TextField label={t('reports.from')} type="date" max={today} value={days.first} error={error} onChange={({ target: { value } }) => onChange({ ...days, first: value }, true)} />
          <TextField label={t('reports.to')} type="date" max={today} value={days.last} onChange={({ target: { value } }) => onChange({ ...days, last: value }, true)} />
        </div>
      )}
    </div>
  );
}
