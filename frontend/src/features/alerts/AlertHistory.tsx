import { useInfiniteQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { AlertEvent, AlertHistoryItem, AlertType } from '@/kernel/api/types';
import { date, day, tenantDay } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { byName, findProducts, useProducts } from '@/entities/product/mirror';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Combobox } from '@/ui/Combobox';
import { SelectField, TextField } from '@/ui/Field';
import { Icon } from '@/ui/icons';
import { Item, More } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState } from '@/ui/states';
import { useAddress } from '@/ui/useAddress';
import { eventText, EVENTS, SIGNS, withoutEchoes } from './events';
import { historyQuery, useAlertsLive } from './queries';
import { subject, TYPES } from './words';

const PERIODS = ['7', '30', '90', 'all', 'dates'] as const;
type Period = (typeof PERIODS)[number];

/** What happened to alerts, the latest first, day by day. */
export function AlertHistory() {
  const [params, put] = useAddress();
  useAlertsLive();
  const type = TYPES.find((one) => one === params.get('type')) ?? null;
  const name = EVENTS.find((one) => one === params.get('event')) ?? null;
  const period: Period = PERIODS.find((one) => one === params.get('period')) ?? '30';
  const product = params.get('product');
  const [narrowing, setNarrowing] = useState(type !== null || name !== null || product !== null);
  const filters = useId();
  const chosen = period === 'dates';
  const from = chosen ? params.get('from') : period === 'all' ? null : tenantDay(1 - Number(period));
  const to = chosen ? params.get('to') : null;
  const query = useInfiniteQuery(historyQuery({ type, name, product, rule: params.get('rule'), from, to }));
  return (
    <div className="stack">
      <div className="row">
        <div className="input grow">
          <select aria-label={t('history.period')} value={period} onChange={(event) => put({ period: event.target.value, from: null, to: null })}>
            {PERIODS.map((value) => (
              <option key={value} value={value}>
                {t(`history.period.${value}`)}
              </option>
            ))}
          </select>
        </div>
        <Button look="second" icon="filter" aria-expanded={narrowing} aria-controls={filters} onClick={() => setNarrowing(!narrowing)}>
          {t('history.filter')}
        </Button>
      </div>
      {chosen && (
        <div className="two">
          <TextField label={t('history.from')} type="date" max={tenantDay()} value={from ?? ''} onChange={(event) => put({ from: event.target.value })} />
          <TextField label={t('history.to')} type="date" min={from ?? undefined} max={tenantDay()} value={to ?? ''} onChange={(event) => put({ to: event.target.value })} />
        </div>
      )}
      <div id={filters} hidden={!narrowing}>
        <Card>
          <div className="filters">
            <SelectField label={t('alerts.type')} value={type ?? ''} onChange={(event) => put({ type: event.target.value as AlertType })}>
              <option value="">{t('history.any_type')}</option>
              {TYPES.map((value) => (
                <option key={value} value={value}>
                  {t(`alerts.type.${value}`)}
                </option>
              ))}
            </SelectField>
            <SelectField label={t('history.event')} value={name ?? ''} onChange={(event) => put({ event: event.target.value as AlertEvent['name'] })}>
              <option value="">{t('history.any_event')}</option>
              {EVENTS.map((value) => (
                <option key={value} value={value}>
                  {t(`alerts.event.${value}`)}
                </option>
              ))}
            </SelectField>
            <ProductFilter id={product} onChange={(id) => put({ product: id })} />
          </div>
        </Card>
      </div>
      <Loaded query={query}>
        {({ pages }) => {
          const events = withoutEchoes(pages.flatMap((page) => page.items));
          if (!events.length) {
            return (
              <Card>
                <EmptyState icon="clock" title={t('history.none')} text={t('history.none_text')} />
              </Card>
            );
          }
          return (
            <>
              {byDay(events).map(([on, items]) => (
                <Card key={on} flush title={dayName(on)}>
                  <ul className="list">
                    {items.map((event) => (
                      <li key={event.id}>
                        <EventRow event={event} />
                      </li>
                    ))}
                  </ul>
                </Card>
              ))}
              <More hasMore={query.hasNextPage} loading={query.isFetchingNextPage} failed={query.isFetchNextPageError} onMore={() => void query.fetchNextPage()} />
            </>
          );
        }}
      </Loaded>
    </div>
  );
}

function EventRow({ event }: { event: AlertHistoryItem }) {
  const { icon, tone } = SIGNS[event.name];
  return (
    <Item
      to={`/alerts/${event.alert_id}`}
      lead={
        <span className={`sign ${tone}`}>
          <Icon name={icon} size={20} />
        </span>
      }
      title={subject(event)}
      detail={[eventText(event), t(`alerts.type.${event.type}`), event.user_name].filter(Boolean).join(' · ')}
      side={<span className="soft num">{date(event.at, 'time')}</span>}
    />
  );
}

function ProductFilter({ id, onChange }: { id: string | null; onChange: (id: string | null) => void }) {
  const { rows, byId, loading } = useProducts();
  const [search, setSearch] = useState('');
  const found = findProducts([...rows].sort((a, b) => byName(a.name, b.name)), search).slice(0, 20);
  return (
    <Combobox
      label={t('history.product')}
      placeholder={t('products.all')}
      chosen={id ? (byId.get(id)?.name ?? '—') : ''}
      loading={loading}
      onType={setSearch}
      onChoose={(product) => onChange(product.id)}
      onClear={() => onChange(null)}
      options={found.map((product) => ({ key: product.id, label: product.name, value: product }))}
    />
  );
}

/** Runs of one day (of the company), in the order they came. */
function byDay(events: AlertHistoryItem[]): [string, AlertHistoryItem[]][] {
  const days = new Map<string, AlertHistoryItem[]>();
  for (const event of events) {
    const on = tenantDay(0, Date.parse(event.at));
    const known = days.get(on);
    if (known) known.push(event);
    else days.set(on, [event]);
  }
  return [...days];
}

const dayName = (on: string): string => (on === tenantDay() ? t('history.today') : on === tenantDay(-1) ? t('history.yesterday') : day(on, 'weekday'));
