import { useQuery } from '@tanstack/react-query';
import type { ProductAnalysis } from '@/kernel/api/types';
import { useConnection } from '@/kernel/connection';
import { date, day, money, moneyShort, percent, quantity } from '@/kernel/format';
import { localeTag, t } from '@/kernel/i18n';
import { StatusPill } from '@/entities/product/status';
import { Button } from '@/ui/Button';
import { Card, Kpi } from '@/ui/Card';
import { BandChart } from '@/ui/ChartBand';
import { Charts } from '@/ui/ChartFrame';
import { Icon } from '@/ui/icons';
import { Loaded } from '@/ui/Loaded';
import { Skeleton } from '@/ui/states';
import { Bars } from './Bars';
import { useOrdering } from './ordering';
import { analysisQuery } from './reads';
import { NotJudged, OutOfTen } from './Reliability';
import { chanceText, demandText, rightText } from './words';

type Props = { productId: string; mayOrder: boolean; onOrdered: (id: string) => void };

/** One product: what is left of it in the days to come, what it sold, what to order, and how far that can be relied on. */
export function AnalysisBoard({ productId, mayOrder, onOrdered }: Props) {
  const query = useQuery(analysisQuery(productId));
  return (
    <Loaded query={query} skeleton={<Outline />}>
      {(analysis) => (
        <div className="stack">
          <Now analysis={analysis} />
          <div className="columns">
            <div className="stack">
              <Left analysis={analysis} />
              <Demand analysis={analysis} />
              <Months analysis={analysis} />
            </div>
            <div className="stack">
              <Advice analysis={analysis} mayOrder={mayOrder} onOrdered={onOrdered} />
              <Trusted analysis={analysis} />
              <Facts analysis={analysis} />
            </div>
          </div>
        </div>
      )}
    </Loaded>
  );
}

type Part = { analysis: ProductAnalysis };

function Now({ analysis: { item, state } }: Part) {
  return (
    <div className="kpis">
      <Kpi name={t('product.on_hand')} value={quantity(item.on_hand, item.unit)} note={<StatusPill status={item.status} />} />
      <Kpi
        name={t('outlook.runs_out')}
        value={item.on_hand <= 0 && item.daily ? t('outlook.already') : item.stock_out_on ? day(item.stock_out_on) : '—'}
        note={state === 'known' ? item.probability !== null && item.on_hand > 0 && chanceText(item.probability) : t('forecast.too_early')}
        tone={item.on_hand <= 0 && item.daily ? 'danger' : item.probability !== null && item.probability >= 0.5 ? 'warn' : undefined}
      />
      <Kpi name={t('outlook.a_day')} value={item.daily === null ? '—' : quantity(tenth(item.daily), item.unit)} note={t('outlook.days_with_stock')} />
      <Kpi name={t('outlook.coverage')} value={item.coverage_days === null ? '—' : t('suppliers.days', { count: Math.round(item.coverage_days) })} note={t('outlook.coverage_text')} />
    </div>
  );
}

/** The fan: the middle, and the band in which eight of ten futures lie. */
function Left({ analysis: { item, forecast, state } }: Part) {
  const left = (value: number) => quantity(tenth(value));
  return (
    <Card title={t('outlook.fan')}>
      {forecast.length === 0 ? (
        <p className="notice info" style={{ marginBottom: 0 }}>
          <Icon name="clock" />
          <span className="grow">
            <strong>{t('forecast.too_early')}</strong> {state === 'not_enough_data' && t('forecast.too_early_text')}
          </span>
        </p>
      ) : (
        <div className="stack tight">
          <p className="soft">{t('outlook.fan_text')}</p>
          <Charts>
            <BandChart
              title={t('outlook.fan')}
              head={t('chart.day')}
              names={{ measured: t('forecast.today'), foretold: t('outlook.likely'), band: t('outlook.band') }}
              points={[
                { label: t('forecast.today'), value: Math.max(0, item.on_hand) },
                ...forecast.map((one) => ({ label: day(one.day), long: day(one.day, 'weekday'), value: Math.max(0, one.left), band: [Math.max(0, one.left_low), Math.max(0, one.left_high)] as const })),
              ]}
              marks={forecast.flatMap((one, index) => (one.day === item.stock_out_on ? [{ at: index + 1, label: t('status.rupture'), tone: 'danger' as const }] : []))}
              format={(value) => quantity(tenth(value), item.unit)}
              axis={left}
            />
          </Charts>
        </div>
      )}
    </Card>
  );
}

function Demand({ analysis: { history, item } }: Part) {
  const words = (index: number) => {
    const { units, missed, in_stock } = history[index]!;
    return [t('overview.units_sold', { quantity: quantity(units) }), missed > 0 && t('outlook.missed_of', { quantity: quantity(missed) }), !in_stock && t('outlook.out_day')].filter(Boolean).join(' · ');
  };
  const out = history.filter(({ in_stock }) => !in_stock).length;
  const missed = history.reduce((sum, one) => sum + one.missed, 0);
  const title = t('outlook.history', { count: history.length });
  return (
    <Card title={title}>
      <div className="stack tight">
        <p>{[t('outlook.out_days', { count: out }), missed > 0 && t('outlook.missed_sum', { quantity: quantity(missed, item.unit) })].filter(Boolean).join(' ')}</p>
        <Charts>
          <Bars
            title={title}
            bars={history.map((one) => ({ label: day(one.day), long: day(one.day, 'weekday'), value: one.units, extra: one.missed, out: !one.in_stock }))}
            axis={(value) => quantity(tenth(value))}
            text={words}
            keys={
              <>
                <span className="key">{t('outlook.sold')}</span>
                {missed > 0 && <span className="key missed">{t('outlook.missed')}</span>}
                {out > 0 && <span className="key out">{t('outlook.out')}</span>}
              </>
            }
            table={{
              head: [t('chart.day'), t('outlook.sold'), t('outlook.missed'), t('outlook.shelf')],
              rows: history.map((one) => [day(one.day, 'weekday'), quantity(one.units), quantity(one.missed), t(one.in_stock ? 'status.ok' : 'outlook.out')]),
            }}
          />
        </Charts>
      </div>
    </Card>
  );
}

function Months({ analysis: { months, item } }: Part) {
  const margins = months.some(({ margin }) => margin !== null);
  const name = (month: string, style: 'short' | 'long') => new Intl.DateTimeFormat(localeTag(), { month: style, year: style === 'long' ? 'numeric' : undefined, timeZone: 'UTC' }).format(new Date(`${month}T00:00:00Z`));
  return (
    <Card title={t('outlook.months')}>
      <Charts>
        <Bars
          title={t('outlook.months')}
          bars={months.map(({ month, revenue }) => ({ label: name(month, 'short'), long: name(month, 'long'), value: revenue }))}
          axis={moneyShort}
          text={(index) => [money(months[index]!.revenue), quantity(months[index]!.units, item.unit), months[index]!.margin !== null && t('outlook.margin_of', { amount: money(months[index]!.margin) })].filter(Boolean).join(' · ')}
          keys={<span className="key">{t('overview.revenue')}</span>}
          table={{
            head: [t('outlook.month'), t('outlook.sold'), t('overview.revenue'), ...(margins ? [t('overview.margin')] : [])],
            rows: months.map(({ month, units, revenue, margin }) => [name(month, 'long'), quantity(units), money(revenue), ...(margins ? [money(margin)] : [])]),
          }}
        />
      </Charts>
    </Card>
  );
}

function Advice({ analysis: { item, advised, reorder_point, safety_stock, lead_time_days }, mayOrder, onOrdered }: Part & Pick<Props, 'mayOrder' | 'onOrdered'>) {
  const offline = useConnection().state === 'offline';
  const { order, busy, drafts } = useOrdering(onOrdered);
  return (
    <Card title={t('forecast.to_order')}>
      <div className="stack">
        <p className="big">{advised === null ? t('outlook.advice_unknown') : advised > 0 ? quantity(advised, item.unit) : t('orders.nothing_to_order')}</p>
        {item.on_order > 0 && <p className="soft">{t('orders.coming', { quantity: quantity(item.on_order, item.unit) })}</p>}
        {advised !== null && advised > 0 && mayOrder && (
          <div className="stack tight">
            <div className="row">
              <Button icon="truck" disabled={offline || item.supplier_id === null} busy={busy !== null} onClick={() => order([{ product_id: item.product_id, quantity: advised }], 'one')}>
                {t('orders.order')}
              </Button>
            </div>
            {item.supplier_id === null ? <p className="soft">{t('forecast.no_supplier_text')}</p> : offline && <p className="soft">{t('forecast.order_offline')}</p>}
          </div>
        )}
        <dl className="facts">
          <Fact name={t('outlook.reorder_point')} value={reorder_point === null ? '—' : quantity(tenth(reorder_point), item.unit)} note={t('outlook.reorder_point_text')} />
          <Fact name={t('outlook.safety_stock')} value={safety_stock === null ? '—' : quantity(tenth(safety_stock), item.unit)} note={t('outlook.safety_stock_text')} />
          {lead_time_days !== null && <Fact name={t('outlook.lead_time')} value={t('suppliers.days', { count: tenth(lead_time_days) })} note={item.supplier_name} />}
        </dl>
      </div>
      {drafts}
    </Card>
  );
}

function Trusted({ analysis: { reliability, demand_class } }: Part) {
  const right = reliability && rightText(reliability);
  return (
    <Card title={t('forecast.reliability')}>
      <div className="stack tight">
        {reliability && right ? (
          <>
            <p className="big">{t('forecast.was_right', { times: right })}</p>
            <OutOfTen {...reliability} />
            <p className="soft">{t('forecast.was_right_text')}</p>
            {reliability.error !== null && <p>{t('outlook.error', { share: percent(reliability.error, 0) })}</p>}
          </>
        ) : (
          <NotJudged />
        )}
        {demand_class && <p className="soft">{demandText(demand_class)}</p>}
      </div>
    </Card>
  );
}

function Facts({ analysis: { item, fill_rate, turnover, gmroi, margin_rate } }: Part) {
  return (
    <Card title={t('outlook.facts')}>
      <dl className="facts">
        <Fact name={t('overview.fill_rate')} value={percent(fill_rate)} note={t('outlook.fill_rate_text')} />
        {item.abc && <Fact name={t('outlook.class')} value={[item.abc, item.xyz].filter(Boolean).join('')} note={[t(`outlook.abc.${item.abc}`), item.xyz && t(`outlook.xyz.${item.xyz}`)].filter(Boolean).join(', ')} />}
        {turnover !== null && <Fact name={t('outlook.turnover')} value={t('outlook.times', { count: tenth(turnover) })} note={t('outlook.turnover_text')} />}
        {gmroi !== null && <Fact name={t('outlook.gmroi')} value={quantity(Math.round(gmroi * 100) / 100)} note={t('outlook.gmroi_text')} />}
        {margin_rate !== null && <Fact name={t('product.margin')} value={percent(margin_rate)} />}
        {item.value !== null && <Fact name={t('product.value')} value={money(item.value)} />}
        <Fact name={t('product.last_sale')} value={item.last_sale_at ? date(item.last_sale_at) : t('stock.never_sold')} />
      </dl>
    </Card>
  );
}

function Fact({ name, value, note }: { name: string; value: string; note?: string | null }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="num">{value}</dd>
      {note && <dd className="note soft">{note}</dd>}
    </div>
  );
}

const tenth = (value: number): number => Math.round(value * 10) / 10;

function Outline() {
  return (
    <div className="stack" role="status" aria-label={t('state.loading')}>
      <div className="kpis">
        {[1, 2, 3, 4].map((index) => (
          <Skeleton key={index} height={108} />
        ))}
      </div>
      <Skeleton height={320} />
      <Skeleton height={320} />
    </div>
  );
}
