import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import type { SalesAnalysis as Analysis } from '@/kernel/api/types';
import { change, day, integer, money, moneyShort, percent, quantity } from '@/kernel/format';
import { hasMessage, localeTag, t, type MessageKey } from '@/kernel/i18n';
import { ButtonLink } from '@/ui/Button';
import { Card, Delta, Kpi } from '@/ui/Card';
import { TrendChart } from '@/ui/Chart';
import { Charts } from '@/ui/ChartFrame';
import { HeatChart } from '@/ui/ChartHeat';
import { RankChart } from '@/ui/ChartRank';
import { ShareChart } from '@/ui/ChartShare';
import { Loaded } from '@/ui/Loaded';
import { EmptyState, Skeleton } from '@/ui/states';
import { Tabs } from '@/ui/Tabs';
import { hoursOf } from './hours';
import { PeriodChooser } from './PeriodChooser';
import { comparisonOf, periodOf, range, wrongPeriod, type Comparison, type Period } from './period';
import { salesAnalysisQuery, type TopBy } from './reads';
import { isComparable, said } from './said';

type Props = { seesCost: boolean };

/** The sales of a period: what changed, and where it comes from. */
export function SalesAnalysis({ seesCost }: Props) {
  const [params] = useSearchParams();
  const period = periodOf(params);
  const comparison = comparisonOf(params);
  const isWrong = wrongPeriod(period) !== null;
  const query = useQuery({ ...salesAnalysisQuery(period, comparison, 'revenue'), placeholderData: keepPreviousData, enabled: !isWrong });
  return (
    <div className="stack">
      <PeriodChooser period={period} comparison={comparison} />
      {!isWrong && (
        <Loaded query={query} skeleton={<Outline />}>
          {(analysis) => (
            <div className="stack" aria-busy={query.isPlaceholderData}>
              <Head analysis={analysis} comparison={comparison} period={period} seesCost={seesCost} />
              {analysis.totals.sales > 0 || analysis.totals.returns > 0 ? (
                <Charts>
                  <Trend key={`${analysis.first}${analysis.last}`} analysis={analysis} seesCost={seesCost} />
                  <div className="columns">
                    <Top analysis={analysis} period={period} comparison={comparison} seesCost={seesCost} />
                    <Categories analysis={analysis} seesCost={seesCost} />
                  </div>
                  <div className="columns">
                    <Hours analysis={analysis} />
                    <Payments analysis={analysis} />
                  </div>
                </Charts>
              ) : (
                <Card>
                  <EmptyState icon="receipt" title={t('analysis.none')} text={t('analysis.none_text')}>
                    {period.name !== '365' && (
                      <ButtonLink to="/analysis?period=365" look="second" icon="calendar">
                        {t('analysis.see_year')}
                      </ButtonLink>
                    )}
                  </EmptyState>
                </Card>
              )}
            </div>
          )}
        </Loaded>
      )}
    </div>
  );
}

const shareOf = (now: number, before: number | null | undefined): number | null => (before && before > 0 ? (now - before) / before : null);

type HeadProps = Props & { analysis: Analysis; comparison: Comparison; period: Period };

function Head({ analysis, comparison, period, seesCost }: HeadProps) {
  const { totals, compared } = analysis;
  const [news, ...more] = said(analysis, comparison, period);
  const against = (now: number, before: number | null | undefined) => (isComparable(totals, compared) ? <Delta value={shareOf(now, before)} /> : undefined);
  return (
    <>
      <section className="card said" aria-label={t('analysis.said')}>
        <p className="soft">{range(analysis.first, analysis.last)}</p>
        <p className="news">{news}</p>
        {more.length > 0 && <p>{more.join(' ')}</p>}
        {analysis.compared_first && analysis.compared_last && (
          <p className="soft">{t('analysis.compared_with', { range: range(analysis.compared_first, analysis.compared_last) })}</p>
        )}
      </section>
      <div className="kpis">
        <Kpi name={t('overview.revenue')} value={money(totals.revenue)} note={against(totals.revenue, compared?.revenue)} />
        <Kpi name={t('analysis.sales')} value={integer(totals.sales)} note={against(totals.sales, compared?.sales)} />
        <Kpi name={t('analysis.basket')} value={money(totals.basket)} note={against(totals.basket ?? 0, compared?.basket)} />
        {seesCost ? (
          <Kpi
            name={t('overview.margin')}
            value={totals.margin_rate === null ? t('kpis.unmeasured') : money(totals.margin)}
            note={totals.margin_rate === null ? t('kpis.why.costs') : t('analysis.margin_rate', { percent: percent(totals.margin_rate) })}
          />
        ) : (
          <Kpi name={t('analysis.units')} value={quantity(totals.units)} note={against(totals.units, compared?.units)} />
        )}
      </div>
      {(totals.returns > 0 || totals.missed_units > 0) && (
        <p className="soft">
          {[
            totals.returns > 0 && t('analysis.returns', { count: totals.returns }),
            totals.missed_units > 0 && t('analysis.missed', { quantity: quantity(totals.missed_units) }),
          ]
            .filter(Boolean)
            .join(' ')}
        </p>
      )}
    </>
  );
}

type Measure = 'revenue' | 'sales' | 'margin';

function Trend({ analysis, seesCost }: Props & { analysis: Analysis }) {
  const [measure, setMeasure] = useState<Measure>('revenue');
  const { step, trend, compared_first } = analysis;
  const measures: Measure[] = seesCost ? ['revenue', 'sales', 'margin'] : ['revenue', 'sales'];
  const name = t(`analysis.measure.${measure}`);
  return (
    <Card
      title={t('overview.trend')}
      aside={
        <Tabs label={t('analysis.measure')} value={measure} onChange={setMeasure} options={measures.map((value) => ({ value, label: t(`analysis.measure.${value}`) }))} />
      }
    >
      <TrendChart
        title={`${t('overview.trend')}, ${name}`}
        head={t(`analysis.step.${step}`)}
        points={trend.map((point) => ({
          label: step === 'month' ? day(point.start, 'month') : day(point.start),
          long: step === 'day' ? day(point.start, 'weekday') : step === 'week' ? t('overview.week_of', { day: day(point.start) }) : day(point.start, 'month'),
          value: point[measure],
          ...(measure === 'revenue' && compared_first !== null && { before: point.compared }),
        }))}
        names={[name, t('analysis.compared')]}
        format={measure === 'sales' ? (value) => t('overview.sales_count', { count: value }) : money}
        axis={measure === 'sales' ? integer : moneyShort}
      />
    </Card>
  );
}

type TopProps = Props & { analysis: Analysis; period: Period; comparison: Comparison };

function Top({ analysis, period, comparison, seesCost }: TopProps) {
  const [by, setBy] = useState<TopBy>('revenue');
  // By revenue they came with the rest.
  const query = useQuery({ ...salesAnalysisQuery(period, comparison, by), placeholderData: keepPreviousData, enabled: by !== 'revenue' });
  const measures: TopBy[] = seesCost ? ['revenue', 'units', 'margin'] : ['revenue', 'units'];
  return (
    <Card
      title={t('analysis.top')}
      aside={<Tabs label={t('analysis.measure')} value={by} onChange={setBy} options={measures.map((value) => ({ value, label: t(`analysis.measure.${value}`) }))} />}
    >
      {by === 'revenue' ? (
        <Products products={analysis.top_products} by={by} seesCost={seesCost} />
      ) : (
        <Loaded query={query}>{({ top_products }) => <Products key={by} products={top_products} by={by} seesCost={seesCost} />}</Loaded>
      )}
    </Card>
  );
}

function Products({ products, by, seesCost }: Props & { products: Analysis['top_products']; by: TopBy }) {
  const units = (product: (typeof products)[number]) => t('overview.units_sold', { quantity: quantity(product.units) });
  return (
    <RankChart
      title={t('analysis.top')}
      ranks={products.map((product) => ({
        key: product.product_id,
        label: product.name,
        value: product[by] ?? 0,
        text: by === 'units' ? units(product) : money(product[by]),
        to: `/products/${product.product_id}`,
        note: (
          <>
            <span>{by === 'revenue' ? units(product) : money(product.revenue)}</span>
            {product.change !== null && <Delta value={product.change} />}
          </>
        ),
      }))}
      table={{
        head: [t('products.one'), t('analysis.measure.revenue'), t('analysis.share'), t('analysis.measure.units'), ...(seesCost ? [t('analysis.measure.margin')] : []), t('analysis.change')],
        rows: products.map((product) => [
          product.name,
          money(product.revenue),
          percent(product.share),
          quantity(product.units),
          ...(seesCost ? [money(product.margin)] : []),
          product.change === null ? null : change(product.change),
        ]),
      }}
    />
  );
}

function Categories({ analysis: { categories }, seesCost }: Props & { analysis: Analysis }) {
  const name = (category: Analysis['categories'][number]) => category.name ?? t('product.no_category');
  return (
    <Card title={t('analysis.categories')}>
      <RankChart
        title={t('analysis.categories')}
        first={6}
        ranks={categories.map((category) => ({
          key: category.category_id ?? '',
          label: name(category),
          value: category.revenue,
          text: money(category.revenue),
          to: category.category_id ? `/stock?category=${category.category_id}` : undefined,
          note: (
            <>
              <span>{percent(category.share)}</span>
              {category.change !== null && <Delta value={category.change} />}
            </>
          ),
        }))}
        table={{
          head: [t('product.category'), t('analysis.measure.revenue'), t('analysis.share'), t('analysis.measure.units'), ...(seesCost ? [t('analysis.measure.margin')] : []), t('analysis.change')],
          rows: categories.map((category) => [
            name(category),
            money(category.revenue),
            percent(category.share),
            quantity(category.units),
            ...(seesCost ? [money(category.margin)] : []),
            category.change === null ? null : change(category.change),
          ]),
        }}
      />
    </Card>
  );
}

const methodName = (method: string): string => {
  const key = `payment.${method}`;
  return hasMessage(key) ? t(key as MessageKey) : t('payment.unknown');
};

function Payments({ analysis: { payments } }: { analysis: Analysis }) {
  return (
    <Card title={t('analysis.payments')}>
      <ShareChart
        title={t('analysis.payments')}
        head={[t('analysis.method'), t('analysis.share'), t('analysis.measure.revenue')]}
        percent={(share) => percent(share)}
        parts={[...payments]
          .sort((a, b) => b.revenue - a.revenue)
          .map(({ method, revenue }) => ({ key: method, label: methodName(method), value: revenue, text: money(revenue) }))}
      />
    </Card>
  );
}

/** 1 January 2024 was a Monday. */
const weekday = (index: number, style: 'short' | 'long') => new Intl.DateTimeFormat(localeTag(), { weekday: style, timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + index));
const WEEK = [0, 1, 2, 3, 4, 5, 6];

function Hours({ analysis }: { analysis: Analysis }) {
  const { hours, revenue, sales, best } = hoursOf(analysis.hours);
  if (!best) return null;
  const span = (hour: number) => t('analysis.from_to', { from: hour, to: hour + 1 });
  return (
    <Card title={t('analysis.hours')}>
      <p className="strong">{t('analysis.best_hour', { day: weekday(best.weekday, 'long'), span: span(best.hour) })}</p>
      <HeatChart
        title={t('analysis.hours')}
        head={t('analysis.hour_head')}
        name={t('analysis.hours_name')}
        rows={hours.map((hour) => ({ label: t('analysis.hour', { hour }), long: span(hour) }))}
        columns={WEEK.map((index) => ({ label: weekday(index, 'short').replace('.', ''), long: weekday(index, 'long') }))}
        values={revenue}
        format={(value, row, column) => (value ? `${money(value)} · ${t('overview.sales_count', { count: sales[row]![column]! })}` : t('analysis.no_sale'))}
      />
    </Card>
  );
}

function Outline() {
  return (
    <div className="stack" role="status" aria-label={t('state.loading')}>
      <Skeleton height={150} />
      <div className="kpis">
        {[1, 2, 3, 4].map((index) => (
          <Skeleton key={index} height={108} />
        ))}
      </div>
      <Skeleton height={340} />
    </div>
  );
}
