import type { Alert, AlertType } from '@/kernel/api/types';
import { date, day, money, percent, quantity, tenantDay } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import type { Tone } from '@/ui/Card';
import type { IconName } from '@/ui/icons';

export const TYPES = ['rupture', 'low_stock', 'stock_out', 'expiry', 'service_rate', 'dead_stock', 'sales_anomaly', 'revenue', 'failure_rate'] as const satisfies readonly AlertType[];

export const ICONS: Record<AlertType, IconName> = {
  rupture: 'alert',
  low_stock: 'arrowDown',
  stock_out: 'clock',
  expiry: 'calendar',
  service_rate: 'users',
  dead_stock: 'box',
  sales_anomaly: 'chart',
  revenue: 'cash',
  failure_rate: 'phone',
};

/** 1 is the most urgent. */
export const toneOf = (urgency: number): Tone => (urgency <= 1 ? 'danger' : urgency === 2 ? 'warn' : 'neutral');

const DAY = 86_400_000;

/** How many days lie between two days (YYYY-MM-DD). */
export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY);

/** "depuis 3 h", "depuis hier", "depuis 5 jours": what began at this moment, by the company's days. */
export function since(instant: string, now: number = Date.now()): string {
  const at = Date.parse(instant);
  const days = daysBetween(tenantDay(0, at), tenantDay(0, now));
  if (days <= 0) {
    const minutes = Math.max(0, Math.floor((now - at) / 60_000));
    if (minutes < 1) return t('since.now');
    return minutes < 60 ? t('since.minutes', { count: minutes }) : t('since.hours', { count: Math.floor(minutes / 60) });
  }
  if (days === 1) return t('since.yesterday');
  return days <= 30 ? t('since.days', { count: days }) : t('since.day', { day: date(at) });
}

/** "aujourd’hui", "demain", "vendredi 28", "le 12 déc.": a day to come. */
export function dayToCome(value: string, today: string = tenantDay()): string {
  const days = daysBetween(today, value);
  if (days === 0) return t('on.today');
  if (days === 1) return t('on.tomorrow');
  if (days > 1 && days < 7) return t('on.weekday', { day: day(value, 'near') });
  return t('on.day', { day: day(value) });
}

function expires(value: string, today: string): string {
  const days = daysBetween(today, value);
  if (days > 1) return t('alerts.what.expires_in', { count: days });
  if (days === 1) return t('alerts.what.expires_tomorrow');
  if (days === 0) return t('alerts.what.expires_today');
  return days === -1 ? t('alerts.what.expired_yesterday') : t('alerts.what.expired', { count: -days });
}

type Told = Pick<Alert, 'type' | 'value' | 'threshold' | 'unit' | 'on_hand' | 'day' | 'probability' | 'since'>;

/** What is wrong, in a few words that need no other figure. */
export function what(alert: Told, now: number = Date.now()): string {
  const { type, value, threshold } = alert;
  const unit = alert.unit ?? undefined;
  const left = quantity(alert.on_hand ?? value, unit);
  switch (type) {
    case 'rupture':
      return t('alerts.what.rupture', { since: since(alert.since, now) });
    case 'low_stock':
      return threshold === null ? t('alerts.what.left', { left }) : t('alerts.what.low_stock', { left, minimum: quantity(threshold) });
    case 'stock_out':
      return runsOut(alert, tenantDay(0, now));
    case 'expiry':
      return alert.day ? expires(alert.day, tenantDay(0, now)) : t('alerts.type.expiry');
    case 'service_rate':
      return t('alerts.what.service_rate', { rate: percent(value, 0), goal: percent(threshold, 0) });
    case 'dead_stock':
      return t('alerts.what.dead_stock', { count: Math.round(value ?? 0), left });
    case 'sales_anomaly':
      return t((value ?? 0) > (threshold ?? 0) ? 'alerts.what.sales_above' : 'alerts.what.sales_below', { amount: money(value), usual: money(threshold) });
    case 'revenue':
      return t((value ?? 0) > (threshold ?? 0) ? 'alerts.what.revenue_above' : 'alerts.what.revenue_below', { amount: money(value), limit: money(threshold) });
    case 'failure_rate':
      return t('alerts.what.failure_rate', { rate: percent(value, 0), limit: percent(threshold, 0) });
  }
}

function runsOut({ day: on, probability }: Told, today: string): string {
  if (!on) return t('alerts.type.stock_out');
  const when = dayToCome(on, today);
  return probability === null ? t('alerts.what.stock_out', { when }) : t('alerts.what.stock_out_chance', { when, chance: percent(probability, 0) });
}

/** What it is about: a product, or the matter itself where it is the whole company. */
export const subject = (alert: Pick<Alert, 'product_name' | 'rule_name'>): string => alert.product_name ?? alert.rule_name;
