import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Overview } from '@/kernel/api/types';
import { date, day, integer, money, moneyShort, percent, quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { useLite } from '@/kernel/lite';
import { useStockOutsToCome } from '@/entities/order/useStockOutsToCome';
import { StatusPill } from '@/entities/product/status';
import { BarList, TrendChart } from '@/ui/Chart';
import { Button, ButtonLink } from '@/ui/Button';
import { Card, Delta, figures, Kpi } from '@/ui/Card';
import { Item } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState, Skeleton } from '@/ui/states';
import { Tabs } from '@/ui/Tabs';
import { overviewQuery } from './queries';

/** What is wrong and how the shop does, in the order a person asks. */
export function OverviewSections({ day, maySell, mayImport }: { day?: string; maySell: boolean; mayImport: boolean }) {
  const query = useQuery(overviewQuery(day));
  const lite = useLite();
  const [unfolded, setUnfolded] = useState(false);
  const charts = !lite || unfolded;
  return (
    <Loaded query={query} skeleton={<Outline />}>
      {(overview) =>
        overview.stock.products === 0 ? (
          <FirstSteps mayImport={mayImport} />
        ) : (
          <div className="stack">
            <OtherDay overview={overview} chosen={day !== undefined} />
            <div className="columns">
              <Revenue overview={overview} chosen={day !== undefined} maySell={maySell} />
              <div className="stack">
                <StockHealth overview={overview} />
              </div>
            </div>
            <div className="columns">
              {charts && <Trend overview={overview} />}
              <Attention overview={overview} />
            </div>
            {charts ? (
              <TopMovers overview={overview} />
            ) : (
              <Button look="second" icon="chart" wide onClick={() => setUnfolded(true)}>
                {t('lite.show_charts')}
              </Button>
            )}
            <p className="freshness">{t('overview.as_of', { when: date(overview.as_of, 'full') })}</p>
          </div>
        )
      }
    </Loaded>
  );
}

/** A shop that has just brought in last year's file would see zeros: say where its sales are, and lead there. */
function OtherDay({ overview, chosen }: { overview: Overview; chosen: boolean }) {
  const last = overview.last_sale_day;
  if (chosen) {
    return (
      <p className="notice info">
        {t('overview.shown_day', { day: date(overview.day) })} <Link to="/">{t('overview.back_to_today')}</Link>
      </p>
    );
  }
  if (overview.sales.days_30.count > 0 || last === null) return null;
  return (
    <p className="notice info">
      {t('overview.last_sales', { day: date(last) })} <Link to={`/?day=${last}`}>{t('overview.see_that_day')}</Link>
    </p>
  );
}

function Revenue({ overview, chosen, maySell }: { overview: Overview; chosen: boolean; maySell: boolean }) {
  const { today, days_7, days_30 } = overview.sales;
  return (
    <section className="hero" aria-label={t('overview.revenue')}>
      <h2 className="name">{chosen ? t('overview.sales_of', { day: date(overview.day) }) : t('overview.today')}</h2>
      <div className="value" style={figures(money(today.revenue))}>
        {money(today.revenue)}
      </div>
      <div className="row wrap note" style={{ gap: '4px 12px' }}>
        <span>{t('overview.sales_count', { count: today.count })}</span>
        {/* Today is not over: a percentage against the whole of yesterday would frighten every morning. */}
        <span>{t(chosen ? 'overview.day_before' : 'overview.yesterday', { amount: money(today.previous) })}</span>
      </div>
      <div className="periods">
        {[
          { name: t('overview.days_7'), period: days_7 },
          { name: t('overview.days_30'), period: days_30 },
        ].map(({ name, period }) => (
          <div key={name}>
            <span className="note">{name}</span>
            <strong>{money(period.revenue)}</strong>
            <Delta value={period.change} plain />
          </div>
        ))}
      </div>
      {maySell && (
        <div style={{ marginTop: 18 }}>
          <ButtonLink to="/sales/new" look="accent" icon="plus" wide>
            {t('nav.new_sale')}
          </ButtonLink>
        </div>
      )}
    </section>
  );
}

function StockHealth({ overview }: { overview: Overview }) {
  const { stock, availability, margin_30 } = overview;
  return (
    <div className="kpis two-up">
      <Kpi
        name={t('overview.ruptures')}
        value={integer(stock.ruptures)}
        tone={stock.ruptures ? 'danger' : undefined}
        to="/stock?status=rupture"
        note={t('overview.of_products', { count: stock.products })}
      />
      <Kpi name={t('overview.low')} value={integer(stock.low)} tone={stock.low ? 'warn' : undefined} to="/stock?status=low" note={t('overview.to_reorder')} />
      {stock.untracked > 0 && (
        <Kpi
          wide
          name={t('overview.untracked')}
          value={integer(stock.untracked)}
          to="/stock?status=untracked"
          note={t('overview.untracked_note')}
        />
      )}
      {stock.value !== null && <Kpi wide name={t('overview.stock_value')} value={money(stock.value)} to="/stock?sort=-value" note={t('overview.at_cost')} />}
      <Kpi
        name={availability.name === 'fill_rate' ? t('overview.fill_rate') : t('overview.availability')}
        value={percent(availability.value)}
        to="/kpis"
        note={t('overview.over_days', { count: availability.days })}
        wide={margin_30 === null}
      />
      {margin_30 !== null && <Kpi name={t('overview.margin')} value={percent(margin_30)} to="/analysis" note={t('overview.over_days', { count: 30 })} />}
    </div>
  );
}

function Trend({ overview }: { overview: Overview }) {
  const [range, setRange] = useState<'7' | '30'>('30');
  const days = Number(range);
  const now = overview.trend.slice(-days);
  // The seven days before are the eighth to fourteenth of the same series; the thirty before come apart.
  const before = days === 7 ? overview.trend.slice(-14, -7) : overview.previous_trend.slice(-days);
  const points = now.map((point, index) => ({
    label: day(point.day, days === 7 ? 'weekday' : 'short'),
    value: point.revenue,
    before: before[index]?.revenue,
  }));
  return (
    <Card
      title={t('overview.trend')}
      aside={
        <Tabs
          label={t('overview.range')}
          value={range}
          options={[
            { value: '7', label: t('overview.short_7') },
            { value: '30', label: t('overview.short_30') },
          ]}
          onChange={setRange}
        />
      }
    >
      <TrendChart title={t('overview.trend')} points={points} names={[t('overview.this_period'), t('overview.period_before')]} format={money} axis={moneyShort} />
      <ButtonLink to="/analysis" look="second" icon="chart" wide>
        {t('overview.analyse')}
      </ButtonLink>
    </Card>
  );
}

function Attention({ overview }: { overview: Overview }) {
  const toCome = useStockOutsToCome();
  return (
    <Card
      flush
      title={t('overview.attention')}
      aside={overview.attention.length > 0 && <Link href="/alerts">{t('action.see_all')}</Link>}
    >
      {overview.attention.length === 0 ? (
        <EmptyState icon="check" title={t('overview.all_good')} text={t('overview.all_good_text')} />
      ) : (
        <ul className="list">
          {overview.attention.map((product) => (
            <li key={product.product_id}>
              <Item
                to={`/products/${product.product_id}`}
                title={product.name}
                detail={
                  <span>
                    <StatusPill status={product.status} />
                  </span>
                }
                side={
                  <>
                    <strong className="num">{quantity(product.on_hand, product.unit)}</strong>
                    {product.min_stock !== null && (
                      <span className="soft num">{t('product.minimum_of', { quantity: quantity(product.min_stock) })}</span>
                    )}
                  </>
                }
              />
            </li>
          ))}
        </ul>
      )}
      {toCome !== null && toCome.count > 0 && (
        <div className="card-foot">
          <ButtonLink to="/predictions" look="plain" icon="forecast" wide>
            {t('overview.to_come', toCome)}
          </ButtonLink>
        </div>
      )}
    </Card>
  );
}

function TopMovers({ overview }: { overview: Overview }) {
  if (!overview.top_movers.length) return null;
  return (
    <Card flush title={t('overview.top_movers')} aside={<span className="soft">{t('overview.week_of', { day: day(overview.top_movers_week) })}</span>}>
      <BarList
        bars={overview.top_movers.map((mover) => ({
          key: mover.product_id,
          label: mover.name,
          value: mover.revenue,
          text: money(mover.revenue),
          note: (
            <span className="row between soft">
              <span>{t('overview.units_sold', { quantity: quantity(mover.units) })}</span>
              <Delta value={mover.change} />
            </span>
          ),
        }))}
      />
    </Card>
  );
}

function FirstSteps({ mayImport }: { mayImport: boolean }) {
  return (
    <Card>
      <EmptyState icon="box" title={t('overview.first_title')} text={t('overview.first_text')}>
        {mayImport && (
          <>
            <ButtonLink to="/imports/new" icon="upload">
              {t('imports.new')}
            </ButtonLink>
            <ButtonLink to="/products/new" look="second" icon="plus">
              {t('products.new')}
            </ButtonLink>
          </>
        )}
      </EmptyState>
    </Card>
  );
}

function Outline() {
  return (
    <div className="stack" role="status" aria-label={t('state.loading')}>
      <Skeleton height={220} />
      <div className="kpis">
        {[1, 2, 3, 4].map((index) => (
          <Skeleton key={index} height={108} />
        ))}
      </div>
      <Skeleton height={300} />
    </div>
  );
}
