import type { Report, ReportSchedule, ReportType } from '@/kernel/api/types';
import { bytes, day } from '@/kernel/format';
import { hasMessage, localeTag, t, type MessageKey } from '@/kernel/i18n';
import type { Tone } from '@/ui/Card';
import type { IconName } from '@/ui/icons';

export const TYPES = ['monthly_synthesis', 'stock_inventory', 'sales_analysis', 'credit_statement', 'purchase_order', 'daily_closing'] as const satisfies readonly ReportType[];

export const ICONS: Record<ReportType, IconName> = {
  monthly_synthesis: 'gauge',
  stock_inventory: 'shelves',
  sales_analysis: 'chart',
  credit_statement: 'book',
  purchase_order: 'truck',
  daily_closing: 'cash',
};

export const TONES: Record<Report['state'], Tone> = { queued: 'info', making: 'info', ready: 'ok', failed: 'danger' };

/** Why there is no file, and what helps. */
export function failureOf({ error }: Pick<Report, 'error'>): string {
  const key = `reports.failed.${error}`;
  return hasMessage(key) ? t(key as MessageKey) : t('reports.failed_text');
}

/** What became of a message, where its state is known. */
export function deliveryWord(state: string): string {
  const key = `sent.state.${state}`;
  return hasMessage(key) ? t(key as MessageKey) : state;
}

export function deliveryTone(state: string): Tone {
  if (state === 'delivered' || state === 'read') return 'ok';
  if (state === 'sent' || state === 'sending') return 'info';
  return state === 'failed' || state === 'dead' ? 'danger' : state === 'expired' || state === 'unknown' ? 'warn' : 'neutral';
}

/** "PDF · 6 pages · 180 ko" */
export function fileFacts({ format, size, bytes: weight }: Pick<Report, 'format' | 'size' | 'bytes'>): string {
  return [t(`reports.format_short.${format}`), size !== null && t(format === 'xlsx' ? 'reports.lines' : 'reports.pages', { count: size }), weight !== null && bytes(weight)]
    .filter(Boolean)
    .join(' · ');
}

/** The days that a report speaks of: "octobre 2026", "1 oct. – 15 nov. 2026"; nothing for one of the moment. */
export function daysText({ first, last, type }: Pick<Report, 'first' | 'last' | 'type'>): string {
  if (!first || !last) return '';
  if (type === 'monthly_synthesis') return monthText(first);
  if (first === last) return day(first, 'day');
  return `${day(first, first.slice(0, 4) === last.slice(0, 4) ? 'short' : 'day')} – ${day(last, 'day')}`;
}

/** "octobre 2026", of any day of that month. */
export const monthText = (value: string): string => new Intl.DateTimeFormat(localeTag(), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${value}T00:00:00Z`));

/** Monday is 0; 5 January 2026 was a Monday. */
export const weekdayText = (weekday: number): string => new Intl.DateTimeFormat(localeTag(), { weekday: 'long', timeZone: 'UTC' }).format(new Date(Date.UTC(2026, 0, 5 + weekday)));

export const hourText = (hour: number): string => new Intl.DateTimeFormat(localeTag(), { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' }).format(new Date(Date.UTC(2026, 0, 5, hour)));

/** "Chaque mois, le 1er à 07:00" */
export function rhythm({ frequency, weekday, month_day, hour }: Pick<ReportSchedule, 'frequency' | 'weekday' | 'month_day' | 'hour'>): string {
  const at = hourText(hour);
  if (frequency === 'daily') return t('schedules.when.daily', { at });
  if (frequency === 'weekly') return t('schedules.when.weekly', { day: weekdayText(weekday ?? 0), at });
  return t('schedules.when.monthly', { day: monthDayText(month_day ?? 1), at });
}

/** "1er", "15"; "1st", "15th" */
export function monthDayText(value: number): string {
  const kind = new Intl.PluralRules(localeTag(), { type: 'ordinal' }).select(value);
  return t(`schedules.ordinal.${kind === 'one' || kind === 'two' || kind === 'few' ? kind : 'other'}`, { n: value });
}
