import type { Kpis } from '@/kernel/api/types';
import { change, integer, money, percent, quantity, signed } from '@/kernel/format';
import { t } from '@/kernel/i18n';

export type KpiName = { [K in keyof Kpis]: Kpis[K] extends Kpis['revenue'] ? K : never }[keyof Kpis];

type Kind = 'money' | 'rate' | 'count' | 'times' | 'days' | 'units';
/** `good`: which way is better; neither where it depends. */
type Measure = { kind: Kind; good?: 'up' | 'down'; costs?: true };

export const MEASURES: Record<KpiName, Measure> = {
  fill_rate: { kind: 'rate', good: 'up' },
  availability: { kind: 'rate', good: 'up' },
  missed_units: { kind: 'units', good: 'down' },
  revenue: { kind: 'money', good: 'up' },
  sales: { kind: 'count', good: 'up' },
  basket: { kind: 'money', good: 'up' },
  margin: { kind: 'money', good: 'up', costs: true },
  margin_rate: { kind: 'rate', good: 'up', costs: true },
  turnover: { kind: 'times', good: 'up', costs: true },
  gmroi: { kind: 'times', good: 'up', costs: true },
  coverage_days: { kind: 'days', costs: true },
  stock_value: { kind: 'money', costs: true },
  dead_stock: { kind: 'money', good: 'down', costs: true },
};

export const GROUPS = {
  serve: ['fill_rate', 'availability', 'missed_units'],
  sell: ['revenue', 'sales', 'basket', 'margin', 'margin_rate'],
  stock: ['stock_value', 'turnover', 'gmroi', 'coverage_days', 'dead_stock'],
} as const satisfies Record<string, KpiName[]>;

/** Ten times as much. */
const MOST = 9;

const one = (value: number): number => Math.round(value * 10) / 10;

export function kpiText(kind: Kind, value: number): string {
  if (kind === 'money') return money(value);
  if (kind === 'rate') return percent(value);
  if (kind === 'count') return integer(value);
  if (kind === 'times') return t('kpis.times', { value: quantity(Math.round(value * 100) / 100) });
  // "0,4 jour", and the plural from 2 on, as French counts.
  return kind === 'days' ? quantity(one(value), t('kpis.day')) : quantity(value);
}

export type Moved = { way: 'up' | 'down' | 'same'; tone: 'ok' | 'danger' | ''; text: string };

/** How a figure moved since the period before; null where one of the two is missing. Rates move by points. */
export function moved({ kind, good }: Measure, value: number | null, previous: number | null): Moved | null {
  if (value === null || previous === null) return null;
  const by = value - previous;
  const points = kind === 'rate';
  if (!points && previous <= 0 && by !== 0) return null;
  const share = points ? by * 100 : previous ? by / previous : 0;
  // Against next to nothing a percentage says nothing.
  if (!points && Math.abs(share) > MOST) return null;
  const isSame = Math.abs(points ? one(share) : Math.round(share * 1000)) === 0;
  const way = isSame ? 'same' : by > 0 ? 'up' : 'down';
  return {
    way,
    tone: isSame || !good ? '' : good === way ? 'ok' : 'danger',
    text: isSame ? t('kpis.same') : points ? t('kpis.points', { value: signed(one(share)) }) : change(share),
  };
}
