import { tenantDay } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { TextField } from '@/ui/Field';
import { Chips } from '@/ui/Tabs';
import { useAddress } from '@/ui/useAddress';
import { COMPARISONS, PERIODS, wrongPeriod, type Comparison, type Period } from './period';

type Props = { period: Period; comparison?: Comparison };

/** Which days are looked at, and what they are compared with; both stand in the address. */
export function PeriodChooser({ period, comparison }: Props) {
  const [, put] = useAddress();
  const choose = (name: Period['name']) =>
    put(name === 'dates' ? { period: name, from: tenantDay(-29), to: tenantDay() } : { period: name === '30' ? null : name, from: null, to: null });
  return (
    <>
      <div className="row wrap between">
        <Chips<Period['name']>
          label={t('period.label')}
          value={period.name}
          onChange={(value) => value && choose(value)}
          options={PERIODS.map((value) => ({ value, label: t(`period.${value}`) }))}
        />
        {comparison && (
          <div className="input">
            <select aria-label={t('period.compare')} value={comparison} onChange={(event) => put({ compare: event.target.value === 'previous' ? null : event.target.value })}>
              {COMPARISONS.map((value) => (
                <option key={value} value={value}>
                  {t(`period.compare.${value}`)}
                </option>
              ))}
            </select>
          </div>
        )}
      </div>
      {period.name === 'dates' && (
        <div className="two">
          <TextField
            label={t('period.from')}
            type="date"
            max={tenantDay()}
            value={period.from}
            error={wrongPeriod(period) ?? undefined}
            onChange={(event) => event.target.value && put({ from: event.target.value })}
          />
          <TextField label={t('period.to')} type="date" max={tenantDay()} value={period.to} onChange={(event) => event.target.value && put({ to: event.target.value })} />
        </div>
      )}
    </>
  );
}
