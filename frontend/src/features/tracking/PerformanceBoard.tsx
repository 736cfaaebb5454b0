import { useQuery } from '@tanstack/react-query';
import type { Performance, PerformanceRow, PhaseSpan } from '@/kernel/api/services';
import { day, integer, money, percent, quantity, tenantDay } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Card, Kpi } from '@/ui/Card';
import { TrendChart } from '@/ui/Chart';
import { DataTable, type Column } from '@/ui/DataTable';
import { Item } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState, Skeleton } from '@/ui/states';
import { Chips } from '@/ui/Tabs';
import { useAddress } from '@/ui/useAddress';
import { AdviceCard } from './AdviceCard';
import { performanceQuery } from './reads';
import { spanText } from './span';

const PERIODS = ['7', '30', '90'] as const;

/** How the requests of some weeks went: as a whole, phase by phase, by person, district and service. */
export function PerformanceBoard() {
  const [params, put] = useAddress();
  const period = PERIODS.find((one) => one === params.get('period')) ?? '30';
  const query = useQuery(performanceQuery(tenantDay(1 - Number(period)), tenantDay()));
  return (
    <div className="stack">
      <Chips<(typeof PERIODS)[number]>
        label={t('period.label')}
        value={period}
        onChange={(value) => put({ period: value === '30' ? null : value })}
        options={PERIODS.map((value) => ({ value, label: t(`period.${value}`) }))}
      />
      <Loaded query={query} skeleton={<Skeleton height={420} />}>
        {(found) => (found.total.requests ? <Board found={found} /> : <Nothing />)}
      </Loaded>
    </div>
  );
}

const Nothing = () => (
  <Card>
    <EmptyState icon="chart" title={t('perf.none')} text={t('perf.none_text')} />
  </Card>
);

const starsText = (value: number | null) => (value === null ? '—' : quantity(Math.round(value * 10) / 10));

function Board({ found: { total, phases, days, providers, zones, services } }: { found: Performance }) {
  return (
    <>
      <div className="kpis">
        <Kpi name={t('perf.requests')} value={integer(total.requests)} note={t('perf.completed', { count: total.completed })} />
        <Kpi name={t('perf.success')} value={percent(total.success, 0)} note={t('perf.success_note')} />
        <Kpi name={t('perf.accept')} value={spanText(total.accept_seconds)} note={t('perf.median')} />
        <Kpi name={t('perf.arrive')} value={spanText(total.arrive_seconds)} note={t('perf.median')} />
        <Kpi name={t('day.rating')} value={total.satisfaction === null ? '—' : t('day.stars', { value: starsText(total.satisfaction) })} note={t('providers.reviews', { count: total.reviews })} />
        <Kpi name={t('perf.amount')} value={money(total.amount)} note={t('perf.amount_note')} />
      </div>
      <Card title={t('perf.by_day')}>
        <TrendChart
          title={t('perf.by_day')}
          points={days.map((one) => ({ label: day(one.day), long: day(one.day, 'weekday'), value: one.requests, before: one.completed }))}
          names={[t('perf.requests'), t('perf.done')]}
          format={integer}
          axis={integer}
        />
      </Card>
      <div className="columns">
        <Phases phases={phases} />
        <AdviceCard />
      </div>
      <Rows title={t('perf.by_provider')} rows={providers} to={(id) => `/providers/${id}`} />
      <Rows title={t('perf.by_zone')} rows={zones} />
      <Rows title={t('perf.by_service')} rows={services} />
    </>
  );
}

/** How long each phase takes, and between which figures it mostly does. */
function Phases({ phases }: { phases: PhaseSpan[] }) {
  return (
    <Card flush title={t('perf.phases')}>
      {phases.length ? (
        <ul className="list">
          {phases.map(({ phase, median, low, high, cases }) => (
            <li key={phase}>
              <Item
                title={t(`perf.phase.${phase}`)}
                detail={
                  <>
                    {t('perf.between', { low: spanText(low), high: spanText(high) })} · {t('perf.cases', { count: cases })}
                  </>
                }
                side={<strong className="num">{spanText(median)}</strong>}
              />
            </li>
          ))}
        </ul>
      ) : (
        <EmptyState icon="clock" title={t('perf.no_phases')} />
      )}
    </Card>
  );
}

function Rows({ title, rows, to }: { title: string; rows: PerformanceRow[]; to?: (id: string) => string }) {
  if (!rows.length) return null;
  const nameOf = ({ name }: PerformanceRow) => name ?? t('perf.no_zone');
  const columns: Column<PerformanceRow>[] = [
    { key: 'name', head: title, cell: (row) => <span className="strong">{nameOf(row)}</span> },
    { key: 'requests', head: t('perf.requests'), right: true, cell: ({ requests }) => integer(requests) },
    { key: 'success', head: t('perf.success'), right: true, cell: ({ success }) => percent(success, 0) },
    { key: 'accept', head: t('perf.accept'), right: true, cell: ({ accept_seconds }) => spanText(accept_seconds) },
    { key: 'arrive', head: t('perf.arrive'), right: true, cell: ({ arrive_seconds }) => spanText(arrive_seconds) },
    { key: 'rating', head: t('day.rating'), right: true, cell: ({ satisfaction }) => starsText(satisfaction) },
    { key: 'amount', head: t('perf.amount'), right: true, cell: ({ amount }) => money(amount) },
  ];
  return (
    <section className="stack tight">
      <h2>{title}</h2>
      <DataTable
        label={title}
        rows={rows}
        rowKey={({ id }) => id ?? ''}
        columns={columns}
        to={to && (({ id }) => to(id!))}
        card={(row) => (
          <Item
            to={to?.(row.id!)}
            title={nameOf(row)}
            detail={[t('perf.requests_of', { count: row.requests }), row.success === null ? null : t('perf.success_of', { share: percent(row.success, 0) }), row.arrive_seconds === null ? null : t('perf.arrives_in', { span: spanText(row.arrive_seconds) })]
              .filter(Boolean)
              .join(' · ')}
            side={<strong className="num">{money(row.amount)}</strong>}
          />
        )}
      />
    </section>
  );
}
