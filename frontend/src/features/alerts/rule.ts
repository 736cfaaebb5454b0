import type { AlertRule, AlertRuleIn, AlertType } from '@/kernel/api/types';
import { money, moneyToText, parseMoney, parseNumber, percent, quantity, quantityToText } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import type { Errors } from '@/ui/useForm';

type Params = AlertRule['params'];
type Param = keyof Params;
export type ToldRole = AlertRule['roles'][number];
export type Delivery = AlertRule['delivery'];

/** The numbers that each type reads; the server refuses others. */
const READS: Record<AlertType, readonly Param[]> = {
  rupture: [],
  low_stock: ['threshold'],
  stock_out: ['days', 'probability'],
  expiry: ['days'],
  service_rate: ['percent', 'days'],
  dead_stock: ['days'],
  sales_anomaly: ['sensitivity'],
  revenue: ['direction', 'period', 'amount'],
  failure_rate: ['percent'],
};
export const reads = (type: AlertType, param: Param): boolean => READS[type].includes(param);

/** About the company as a whole: there is nothing to choose among its products. */
const WHOLE: readonly AlertType[] = ['service_rate', 'sales_anomaly', 'revenue', 'failure_rate'];
export const isAboutProducts = (type: AlertType): boolean => !WHOLE.includes(type);

const DAYS: Partial<Record<AlertType, number>> = { stock_out: 7, dead_stock: 90, expiry: 30, service_rate: 30 };
const PERCENT: Partial<Record<AlertType, number>> = { service_rate: 95, failure_rate: 20 };

export const ROLES = ['owner', 'manager', 'employee', 'viewer'] as const satisfies readonly ToldRole[];
export const REPEATS = [6, 12, 24, 72, 168, 720];
export const CHANCES = [0.2, 0.3, 0.5, 0.7];

export type Scope = 'all' | 'categories' | 'products';
export type RuleValues = {
  name: string;
  threshold: string;
  days: string;
  probability: string;
  percent: string;
  amount: string;
  direction: NonNullable<Params['direction']>;
  period: NonNullable<Params['period']>;
  sensitivity: NonNullable<Params['sensitivity']>;
  scope: Scope;
  category_ids: string[];
  product_ids: string[];
  roles: ToldRole[];
  user_ids: string[];
  delivery: Delivery;
  repeat_hours: string;
};

const scopeOf = ({ category_ids, product_ids }: Pick<AlertRule, 'category_ids' | 'product_ids'>): Scope =>
  product_ids.length ? 'products' : category_ids.length ? 'categories' : 'all';

/** What the form begins with: the rule as it is, or a new one as most shops want it. */
export function valuesOf(type: AlertType, rule: AlertRule | null): RuleValues {
  const params = rule?.params;
  return {
    name: rule?.name ?? '',
    threshold: quantityToText(params?.threshold ?? null),
    days: String(params?.days ?? DAYS[type] ?? ''),
    probability: String(params?.probability ?? 0.3),
    percent: quantityToText(params?.percent ?? PERCENT[type] ?? null),
    amount: moneyToText(params?.amount ?? null),
    direction: params?.direction ?? 'below',
    period: params?.period ?? 'day',
    sensitivity: params?.sensitivity ?? 'normal',
    scope: rule ? scopeOf(rule) : 'all',
    category_ids: rule?.category_ids ?? [],
    product_ids: rule?.product_ids ?? [],
    roles: rule?.roles ?? ['owner', 'manager'],
    user_ids: rule?.user_ids ?? [],
    delivery: rule?.delivery ?? (type === 'rupture' || type === 'failure_rate' ? 'now' : 'digest'),
    repeat_hours: String(rule?.repeat_hours ?? (type === 'dead_stock' ? 720 : 24)),
  };
}

/** `named`: the rule has a name already, and cannot lose it. */
export function errorsOf(type: AlertType, values: RuleValues, named: boolean): Errors<RuleValues> {
  const found: Errors<RuleValues> = {};
  if (named && !values.name.trim()) found.name = t('check.required');
  const threshold = parseNumber(values.threshold);
  const days = Number(values.days);
  const share = parseNumber(values.percent);
  if (reads(type, 'threshold') && threshold !== null && !(Number.isInteger(threshold) && threshold >= 0)) found.threshold = t('rules.check_threshold');
  if (reads(type, 'days') && !(values.days.trim() && Number.isInteger(days) && days >= 1 && days <= 365)) found.days = t('rules.check_days');
  if (reads(type, 'percent') && !(share !== null && share >= 0 && share <= 100)) found.percent = t('rules.check_percent');
  if (reads(type, 'amount')) {
    const amount = parseMoney(values.amount);
    if (amount === null || !(amount >= 0)) found.amount = t('check.amount');
  }
  if (isAboutProducts(type) && values.scope === 'categories' && !values.category_ids.length) found.category_ids = t('rules.check_categories');
  if (isAboutProducts(type) && values.scope === 'products' && !values.product_ids.length) found.product_ids = t('rules.check_products');
  if (!values.roles.length && !values.user_ids.length) found.roles = t('rules.check_told');
  return found;
}

/** What is sent of the form: the numbers of its type, and the people and goods that it names. */
export function bodyOf(type: AlertType, values: RuleValues): Omit<AlertRuleIn, 'type' | 'is_active'> {
  const all: { [K in Param]: () => Params[K] } = {
    threshold: () => parseNumber(values.threshold),
    days: () => Number(values.days),
    probability: () => Number(values.probability),
    percent: () => parseNumber(values.percent),
    amount: () => parseMoney(values.amount),
    direction: () => values.direction,
    period: () => values.period,
    sensitivity: () => values.sensitivity,
  };
  const params = Object.fromEntries(READS[type].map((param) => [param, all[param]()]).filter(([, value]) => value !== null));
  const narrowed = isAboutProducts(type) ? values.scope : 'all';
  return {
    name: values.name.trim() || undefined,
    params,
    category_ids: narrowed === 'categories' ? values.category_ids : [],
    product_ids: narrowed === 'products' ? values.product_ids : [],
    roles: values.roles,
    user_ids: values.user_ids,
    delivery: values.delivery,
    repeat_hours: Number(values.repeat_hours),
  };
}

/** The first letter of a line is a capital. */
export const line = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

/** When it warns, in the middle of a sentence. */
export function when({ type, params }: Pick<AlertRule, 'type' | 'params'>): string {
  switch (type) {
    case 'rupture':
      return t('rules.when.rupture');
    case 'low_stock':
      return params.threshold === null ? t('rules.when.low_stock') : t('rules.when.low_stock_at', { count: params.threshold });
    case 'stock_out':
      return t('rules.when.stock_out', { count: params.days ?? 7, chance: percent(params.probability ?? 0.3, 0) });
    case 'expiry':
      return t('rules.when.expiry', { count: params.days ?? 30 });
    case 'service_rate':
      return t('rules.when.service_rate', { count: params.days ?? 30, goal: percent((params.percent ?? 95) / 100) });
    case 'dead_stock':
      return t('rules.when.dead_stock', { count: params.days ?? 90 });
    case 'sales_anomaly':
      return t(`rules.when.sales_anomaly.${params.sensitivity ?? 'normal'}`);
    case 'revenue':
      return t(`rules.when.revenue.${params.direction ?? 'below'}.${params.period ?? 'day'}`, { amount: money(params.amount) });
    case 'failure_rate':
      return t('rules.when.failure_rate', { limit: percent((params.percent ?? 20) / 100) });
  }
}

/** How often the same thing is told again: "toutes les 6 h", "chaque jour", "tous les 3 jours". */
export function repeatText(hours: number): string {
  if (hours === 24) return t('rules.repeat.daily');
  if (hours === 168) return t('rules.repeat.weekly');
  if (hours === 720) return t('rules.repeat.monthly');
  return hours % 24 === 0 ? t('rules.repeat.days', { count: hours / 24 }) : t('rules.repeat.hours', { count: hours });
}

/** Which products a rule looks at; nothing where it is all of them. */
export function scopeText(rule: AlertRule): string {
  if (!isAboutProducts(rule.type)) return '';
  const scope = scopeOf(rule);
  if (scope === 'products') return t('rules.scope.some_products', { count: rule.product_ids.length });
  return scope === 'categories' ? t('rules.scope.some_categories', { count: rule.category_ids.length }) : '';
}

type Ending = { type: AlertType; threshold: number | null; on_hand: number | null };

/**
 * Above what the alert ends; it is more than where it began, so that it does not come and go (null: not in units). Of
 * what is counted in whole pieces the level is a whole one.
 */
export function endsAbove({ type, threshold, on_hand }: Ending, minimum: number | null): string | null {
  const level = type === 'rupture' ? Math.max(1, (minimum ?? 0) * 0.1) : type === 'low_stock' && threshold !== null ? threshold + Math.max(1, threshold * 0.1) : null;
  if (level === null) return null;
  return quantity(Number.isInteger(on_hand ?? 0) ? Math.floor(level) : level);
}
