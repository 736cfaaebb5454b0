import type { StockItem } from '@/kernel/api/types';
import { date, day, quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';

/** From so many days on, a number of days says less than "long". */
const LONG_DAYS = 365;

/** When the shelf will be empty, since when it is, or why nobody can say. */
export function whenOut(item: StockItem): string {
  const { status, rupture_since, stock_out_on, coverage_days, dead, last_sale_at } = item;
  if (status === 'untracked') return t('detail.untracked');
  if (status === 'rupture') return rupture_since ? t('detail.out_since', { day: date(rupture_since, 'short') }) : t('status.rupture');
  if (dead) return last_sale_at ? t('detail.dead_since', { day: date(last_sale_at) }) : t('detail.never_sold');
  if (stock_out_on) return t('detail.out_on', { day: day(stock_out_on) });
  return coverage_days === null ? t('detail.unknown') : t('detail.lasts', { days: covers(coverage_days) });
}

/** "12 jours", "plus d'un an". */
export const covers = (days: number): string => (days > LONG_DAYS ? t('detail.over_a_year') : quantity(Math.round(days), t('kpis.day')));

/** "A · X": how much it brings, how evenly it sells. */
export const classOf = ({ abc, xyz }: Pick<StockItem, 'abc' | 'xyz'>): string => [abc, xyz].filter(Boolean).join(' · ');
