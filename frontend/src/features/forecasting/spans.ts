import type { StockOut } from '@/kernel/api/types';
import { daysBetween } from './days';

/** Where a rupture lies on the line of the coming days, in days from today; `mark` null: its likely day lies beyond. */
export type Span = { from: number; to: number; mark: number | null; arrival: number | null; open: boolean };

type Days = Pick<StockOut, 'stock_out_on' | 'earliest' | 'latest' | 'arrives_on'>;

export function spanOf({ stock_out_on, earliest, latest, arrives_on }: Days, today: string, horizon: number): Span {
  const place = (day: string) => Math.max(0, daysBetween(today, day));
  const mark = place(stock_out_on);
  const end = latest === null ? horizon : Math.min(horizon, place(latest));
  const arrival = arrives_on === null ? null : place(arrives_on);
  return {
    from: Math.min(horizon, place(earliest)),
    to: end,
    mark: mark > horizon ? null : mark,
    arrival: arrival === null || arrival > horizon ? null : arrival,
    open: latest === null || place(latest) > horizon,
  };
}

/** What is out already, the dearest first, apart from what is still to come, the soonest first. */
export function apart(items: readonly StockOut[]): { out: StockOut[]; toCome: StockOut[] } {
  const out = items.filter(({ on_hand }) => on_hand <= 0).sort((a, b) => b.lost_revenue - a.lost_revenue);
  return { out, toCome: items.filter(({ on_hand }) => on_hand > 0) };
}

export const lostOf = (items: readonly StockOut[]): number => items.reduce((sum, { lost_revenue }) => sum + lost_revenue, 0);
