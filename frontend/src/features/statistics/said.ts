import type { SalesAnalysis } from '@/kernel/api/types';
import { change, money, percent } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import type { Comparison, Period } from './period';

/** Less than this is not worth a word. */
const SAME = 0.01;
/** A category is named when it makes so much of the difference. */
const MUCH = 0.2;
/** A margin rate is named when it moved by so much. */
const POINT = 0.005;
/** Against less than this of what was sold now, every percentage would be a joke. */
const FEW = 0.05;

type Way = 'up' | 'down' | 'same';
const way = (share: number): Way => (Math.abs(share) < SAME ? 'same' : share > 0 ? 'up' : 'down');

export type Changes =
  | { kind: 'nothing' }
  | { kind: 'alone'; few: boolean }
  | {
      kind: 'compared';
      way: Way;
      share: number;
      difference: number;
      /** How many sales there were and how much each brought, as shares; null where there were none. */
      sales: number | null;
      basket: number | null;
      /** The category that went the same way by the most. */
      category: { name: string | null; difference: number } | null;
      margin: { now: number; before: number } | null;
    };

type Totals = SalesAnalysis['totals'];

/** Whether the other period has enough sales to compare with. */
export const isComparable = (totals: Totals, compared: Totals | null): boolean =>
  compared !== null && compared.revenue > 0 && compared.revenue >= FEW * totals.revenue;

/** What changed between two periods, and what it came from. */
export function changes({ totals, compared, categories }: SalesAnalysis): Changes {
  if (totals.revenue <= 0 && !totals.sales && !(compared && compared.revenue > 0)) return { kind: 'nothing' };
  if (!compared || !isComparable(totals, compared)) return { kind: 'alone', few: compared !== null && compared.revenue > 0 };
  const difference = totals.revenue - compared.revenue;
  const share = difference / compared.revenue;
  const movers = categories
    // Of what sold nothing then, all that it sold is new.
    .map(({ name, revenue, change: by }) => ({ name, difference: by === null ? revenue : revenue - revenue / (1 + by) }))
    .filter((one) => one.difference * difference > 0 && Math.abs(one.difference) >= MUCH * Math.abs(difference))
    .sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference));
  const now = totals.margin_rate;
  const before = compared.margin_rate;
  return {
    kind: 'compared',
    way: way(share),
    share,
    difference,
    sales: compared.sales ? totals.sales / compared.sales - 1 : null,
    basket: totals.basket !== null && compared.basket ? totals.basket / compared.basket - 1 : null,
    category: way(share) !== 'same' && movers[0] ? { name: movers[0].name, difference: Math.round(movers[0].difference) } : null,
    margin: now !== null && before !== null && Math.abs(now - before) >= POINT ? { now, before } : null,
  };
}

/** The same in sentences; the first one is the news. */
export function said(analysis: SalesAnalysis, compare: Comparison, period: Period): string[] {
  const found = changes(analysis);
  if (found.kind === 'nothing') return [t('said.nothing')];
  const { totals } = analysis;
  if (found.kind === 'alone') {
    const made = t('said.made', { amount: money(totals.revenue), sales: t('overview.sales_count', { count: totals.sales }) });
    return compare === 'none' ? [made] : [made, t(found.few ? 'said.few' : 'said.alone')];
  }
  const than = compare === 'year' ? t('said.than.year') : t(`said.than.${period.name}`);
  const { sales, basket, category, margin } = found;
  const sentences = [t(`said.${found.way}`, { percent: percent(Math.abs(found.share)), amount: money(Math.abs(found.difference)), than })];
  if (sales !== null && basket !== null) {
    sentences.push(
      t('said.why', {
        sales: t(`said.sales.${way(sales)}`, { change: change(sales) }),
        basket: t(`said.basket.${way(basket)}`, { change: change(basket) }),
      }),
    );
  }
  if (category) {
    const name = category.name ?? t('product.no_category');
    sentences.push(t(category.difference > 0 ? 'said.category.up' : 'said.category.down', { name, amount: money(Math.abs(category.difference)) }));
  }
  if (margin) sentences.push(t('said.margin', { before: percent(margin.before), now: percent(margin.now) }));
  return sentences;
}
