import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { Predictions, StockOut } from '@/kernel/api/types';
import { day, quantity, tenantDay } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Button, ButtonLink } from '@/ui/Button';
import { Card, Pill } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { EmptyState } from '@/ui/states';
import { addDays } from './days';
import { apart, lostOf, spanOf } from './spans';
import { chanceText, lostText, whenText } from './words';

const SHOWN = 8;

/**
 * What runs out when: a line of the coming days for each product, from the earliest to the latest day, with a mark on
 * the likely one. What the line shows stands below it in words.
 */
export function TimeLine({ predictions }: { predictions: Predictions }) {
  const { stock_outs, horizon_days: horizon, known, not_enough_data } = predictions;
  const { out, toCome } = apart(stock_outs);
  const today = tenantDay();
  const run = (item: StockOut) => <Run item={item} today={today} horizon={horizon} />;
  return (
    <Card flush title={t('forecast.stock_outs')} aside={toCome.length > 0 && <Pill tone="warn">{toCome.length}</Pill>}>
      {stock_outs.length === 0 && <Nothing early={known === 0} days={horizon} />}
      {toCome.length > 0 && (
        <>
          <p className="soft" style={{ padding: '0 18px 8px' }}>
            {t('forecast.line_text', { count: horizon })}
          </p>
          <div className="runs-axis" aria-hidden="true">
            <span>{t('forecast.today')}</span>
            <span>{day(addDays(today, Math.round(horizon / 2)))}</span>
            <span>{day(addDays(today, horizon))}</span>
          </div>
          <Some items={toCome} first={SHOWN} row={run} />
        </>
      )}
      {out.length > 0 && (
        <>
          <h3 className="group">
            <span className="what danger">
              <Icon name="alert" size={20} />
              {t('forecast.out_count', { count: out.length })}
            </span>
            {lostText(lostOf(out)) && <span className="soft">{lostText(lostOf(out))}</span>}
          </h3>
          <Some items={out} first={toCome.length ? 3 : SHOWN} row={run} />
        </>
      )}
      {stock_outs.length > 0 && not_enough_data > 0 && <p className="card-foot soft">{t('forecast.not_enough', { count: not_enough_data })}</p>}
    </Card>
  );
}

/** The first of a list, and the others when they are asked for. */
function Some({ items, first, row }: { items: readonly StockOut[]; first: number; row: (item: StockOut) => ReactNode }) {
  const [all, setAll] = useState(false);
  const more = all ? 0 : items.length - first;
  return (
    <>
      <ol className="list">
        {(more > 0 ? items.slice(0, first) : items).map((item) => (
          <li key={item.product_id}>{row(item)}</li>
        ))}
      </ol>
      {more > 0 && (
        <div className="card-foot">
          <Button look="plain" wide onClick={() => setAll(true)}>
            {t('alerts.more', { count: more })}
          </Button>
        </div>
      )}
    </>
  );
}

function Nothing({ early, days }: { early: boolean; days: number }) {
  if (!early) return <EmptyState icon="check" title={t('forecast.nothing_runs_out')} text={t('forecast.nothing_runs_out_text', { count: days })} />;
  return (
    <EmptyState icon="clock" title={t('forecast.too_early')} text={t('forecast.too_early_text')}>
      <ButtonLink to="/imports/new" look="second" icon="upload">
        {t('imports.new')}
      </ButtonLink>
    </EmptyState>
  );
}

function Run({ item, today, horizon }: { item: StockOut; today: string; horizon: number }) {
  const out = item.on_hand <= 0;
  const arrival = item.arrives_on && t(item.arrives_on < today ? 'forecast.arrival_late' : 'forecast.arrives', { day: day(item.arrives_on) });
  const first = out ? (arrival ?? t('forecast.nothing_comes')) : whenText(item, addDays(today, horizon));
  const more = [!out && chanceText(item.probability), !out && arrival, lostText(item.lost_revenue)].filter(Boolean);
  return (
    <Link href={`/products/${item.product_id}/analysis`} className="run">
      <span className="run-head">
        <span className="title">{item.name}</span>
        {!out && <span className="num soft">{t('forecast.left', { quantity: quantity(item.on_hand, item.unit) })}</span>}
      </span>
      {!out && <DaysLine item={item} today={today} horizon={horizon} />}
      <span className="run-words">
        <span className={out && arrival ? undefined : 'strong'}>{first}</span>
        {more.length > 0 && <span className="soft">{` · ${more.join(' · ')}`}</span>}
      </span>
    </Link>
  );
}

function DaysLine({ item, today, horizon }: { item: StockOut; today: string; horizon: number }) {
  const { from, to, mark, arrival, open } = spanOf(item, today, horizon);
  const x = (days: number) => `${(days / horizon) * 100}%`;
  return (
    <span className="run-line" style={{ ['--days' as string]: horizon }} aria-hidden="true">
      <i className={open ? 'open' : undefined} style={{ left: x(from), width: x(to - from) }} />
      {mark !== null && <b style={{ left: x(mark) }} />}
      {arrival !== null && (
        <em style={{ left: x(arrival) }}>
          <Icon name="truck" size={22} />
        </em>
      )}
    </span>
  );
}
