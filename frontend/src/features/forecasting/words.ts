import type { ProductAnalysis, StockOut } from '@/kernel/api/types';
import { day, money, percent } from '@/kernel/format';
import { t } from '@/kernel/i18n';

export type Chance = 'sure' | 'likely' | 'even' | 'possible' | 'unlikely';

export function chanceOf(probability: number): Chance {
  if (probability >= 0.95) return 'sure';
  if (probability >= 0.7) return 'likely';
  if (probability >= 0.5) return 'even';
  return probability >= 0.3 ? 'possible' : 'unlikely';
}

/** "Très probable : 8 chances sur 10". Ten and none of ten are said of nothing that is still to come. */
export function chanceText(probability: number): string {
  const chance = chanceOf(probability);
  const word = t(`forecast.chance.${chance}`);
  return chance === 'sure' ? word : t('forecast.chances', { word, count: Math.min(9, Math.max(1, Math.round(probability * 10))) });
}

type Days = Pick<StockOut, 'stock_out_on' | 'earliest' | 'latest'>;

/** When a shelf will be empty: around a day, or from a day on where it may not happen until `end`. */
export function whenText({ stock_out_on, earliest, latest }: Days, end: string): string {
  if (stock_out_on > end) return t('forecast.perhaps_from', { day: day(earliest, 'weekday') });
  if (latest === null) return t('forecast.around_from', { day: day(stock_out_on, 'weekday'), first: day(earliest) });
  if (earliest === latest) return t('forecast.on', { day: day(stock_out_on, 'weekday') });
  return t('forecast.around', { day: day(stock_out_on, 'weekday'), first: day(earliest), last: day(latest) });
}

/** Below this many judged forecasts the count itself is said, not out of ten. */
const MANY = 10;

/** "8 fois sur 10", or null while nothing could be judged. */
export function rightText({ right, of }: { right: number; of: number }): string | null {
  if (of <= 0) return null;
  return of < MANY ? t('forecast.times_of', { count: right, of }) : t('forecast.times_of', { count: Math.round((right / of) * 10), of: 10 });
}

/** How much money is at stake, in words; null where it is nothing. */
export const lostText = (minor: number): string | null => (minor > 0 ? t('forecast.lost', { amount: money(minor) }) : null);

/** What past sales show around a day: "+40 % les jours d’avant"; null where they do not tell. */
export function effectText({ day: feast, first, last, effect }: { day: string; first: string; last: string; effect: number | null }): string | null {
  if (effect === null) return null;
  const share = `${effect > 0 ? '+' : ''}${percent(effect, 0)}`;
  const before = first < feast && last <= feast;
  return t(before ? 'calendar.effect_before' : first === last ? 'calendar.effect_day' : 'calendar.effect_around', { share });
}

export const demandText = (demand: NonNullable<ProductAnalysis['demand_class']>): string => t(`outlook.demand.${demand}`);
