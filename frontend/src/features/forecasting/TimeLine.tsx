import { useState } from 'react';
import { Link } from 'wouter';
import type { Predictions, StockOut } from '@/kernel/api/types';
import { day, quantity, tenantDay } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Button, ButtonLink } from '@/ui/Button';
import { Card, Pill } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { EmptyState } from '@/ui/states';
import { addDays } from './days';
import { spanOf } from './spans';
import { chanceText, lostText, whenText } from './words';

const SHOWN = 8;

/**
 * What runs out when: a line of the coming days for each product, from the earliest to the latest day, with a mark on
 * the likely one. What the line shows stands below it in words.
 */
export function TimeLine({ predictions }: { predictions: Predictions }) {
  const { stock_outs, horizon_days: horizon, known, not_enough_data } = predictions;
  const [all, setAll] = useState(false);
  const today = tenantDay();
  const shown = all ? stock_outs : stock_outs.slice(0, SHOWN);
  return (
    <Card flush title={t('forecast.stock_outs')} aside={stock_outs.length > 0 && <Pill tone="danger">{stock_outs.length}</Pill>}>
      {stock_outs.length === 0 ? (
        known > 0 || not_enough_data === 0 ? (
          <EmptyState icon="check" title={t('forecast.nothing_runs_out')} text={t('forecast.nothing_runs_out_text', { count: horizon })} />
        ) : (
          <EmptyState icon="clock" title={t('forecast.too_early')} text={t('forecast.too_early_text')}>
            <ButtonLink to="/imports/new" look="second" icon="upload">
              {t('imports.new')}
            </ButtonLink>
          </EmptyState>
        )
      ) : (
        <>
          <p className="soft" style={{ padding: '0 18px 8px' }}>
            {t('forecast.line_text', { count: horizon })}
          </p>
          <div className="runs-axis" aria-hidden="true">
            <span>{t('forecast.today')}</span>
            <span>{day(addDays(today, Math.round(horizon / 2)))}</span>
            <span>{day(addDays(today, horizon))}</span>
          </div>
          <ol className="list">
            {shown.map((item) => (
              <li key={item.product_id}>
                <Run item={item} today={today} horizon={horizon} />
              </li>
            ))}
          </ol>
          {!all && stock_outs.length > SHOWN && (
            <div className="card-foot">
              <Button look="plain" wide onClick={() => setAll(true)}>
                {t('alerts.more', { count: stock_outs.length - SHOWN })}
              </Button>
            </div>
          )}
        </>
      )}
      {stock_outs.length > 0 && not_enough_data > 0 && <p className="card-foot soft">{t('forecast.not_enough', { count: not_enough_data })}</p>}
    </Card>
  );
}

function Run({ item, today, horizon }: { item: StockOut; today: string; horizon: number }) {
  const { from, to, mark, arrival, open } = spanOf(item, today, horizon);
  const x = (days: number) => `${(days / horizon) * 100}%`;
  const out = item.on_hand <= 0;
  const more = [
    !out && chanceText(item.probability),
    item.arrives_on === null ? null : t(item.arrives_on < today ? 'forecast.arrival_late' : 'forecast.arrives', { day: day(item.arrives_on) }),
    lostText(item.lost_revenue),
  ].filter(Boolean);
  return (
    <Link href={`/products/${item.product_id}/analysis`} className="run">
      <span className="run-head">
        <span className="title">{item.name}</span>
        <span className="num soft">{t('forecast.left', { quantity: quantity(item.on_hand, item.unit) })}</span>
      </span>
      <span className="run-line" style={{ ['--days' as string]: horizon }} aria-hidden="true">
        {!out && <i className={open ? 'open' : undefined} style={{ left: x(from), width: x(to - from) }} />}
        {mark !== null && <b style={{ left: x(mark) }} />}
        {arrival !== null && (
          <em style={{ left: x(arrival) }}>
            <Icon name="truck" size={22} />
          </em>
        )}
      </span>
      <span className="run-words">
        <strong className={out ? 'danger' : undefined}>{whenText(item, addDays(today, horizon))}</strong>
        {more.length > 0 && <span className="soft">{` · ${more.join(' · ')}`}</span>}
      </span>
    </Link>
  );
}
