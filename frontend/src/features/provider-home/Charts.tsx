import type { MissionsSummary } from '@/kernel/api/missions';
import { day, integer, money, moneyShort } from '@/kernel/format';
import { language, localeTag, t } from '@/kernel/i18n';
import { BarList, TrendChart } from '@/ui/Chart';
import { HeatChart } from '@/ui/ChartHeat';
import { Card } from '@/ui/Card';
import { heatOf } from './figures';

const weekday = (index: number, width: 'narrow' | 'long') =>
  // 1 January 2024 was a Monday.
  new Intl.DateTimeFormat(localeTag(), { weekday: width, timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + index));
const hourText = (hour: number) => t('p.hour', { hour });
const stars = (value: number) => value.toLocaleString(language(), { maximumFractionDigits: 1 });

/** Thirty days of revenue, what it came from, when the week is busy, and what clients say. */
export default function Charts({ summary: { days, services, heat, satisfaction } }: { summary: MissionsSummary }) {
  const { hours, values } = heatOf(heat);
  return (
    <div className="columns">
      <div className="stack">
        <Card title={t('p.chart.revenue')}>
          <TrendChart
            title={t('p.chart.revenue')}
            points={days.map((one) => ({ label: day(one.day), long: day(one.day, 'weekday'), value: one.amount }))}
            names={[t('p.chart.earned')]}
            format={money}
            axis={moneyShort}
          />
        </Card>
        {services.length > 0 && (
          <Card flush title={t('p.chart.services')}>
            <BarList
              bars={services.map(({ service_id, name, missions, amount }) => ({
                key: service_id,
                label: name,
                value: amount,
                text: money(amount),
                note: <span className="soft">{t('p.missions', { count: missions })}</span>,
              }))}
            />
          </Card>
        )}
      </div>
      <div className="stack">
        {heat.length > 0 && (
          <Card title={t('p.chart.week')}>
            <HeatChart
              title={t('p.chart.week')}
              rows={hours.map((hour) => ({ label: hourText(hour), long: hourText(hour) }))}
              columns={Array.from({ length: 7 }, (_, index) => ({ label: weekday(index, 'narrow'), long: weekday(index, 'long') }))}
              values={values}
              format={(value) => t('p.missions', { count: value })}
              name={t('p.chart.week_name')}
              head={t('p.chart.hour')}
            />
          </Card>
        )}
        {satisfaction.some(({ count }) => count > 0) && (
          <Card title={t('p.chart.satisfaction')}>
            <TrendChart
              title={t('p.chart.satisfaction')}
              points={satisfaction.map(({ monday, mean }) => ({ label: day(monday), long: t('p.chart.week_of', { day: day(monday) }), value: mean }))}
              names={[t('p.rating')]}
              format={stars}
              axis={(value) => integer(value)}
              head={t('p.chart.week_head')}
            />
          </Card>
        )}
      </div>
    </div>
  );
}
