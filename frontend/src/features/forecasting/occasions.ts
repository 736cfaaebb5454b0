import { api, take } from '@/kernel/api/client';
import type { CalendarEntry } from '@/kernel/api/types';
import { hasMessage, t, type MessageKey } from '@/kernel/i18n';
import { addDays, daysBetween } from './days';

export const isOwn = ({ key }: Pick<CalendarEntry, 'key'>): boolean => key.startsWith('own-');

export function nameOf({ key, name }: Pick<CalendarEntry, 'key' | 'name'>): string {
  const known = `calendar.feast.${key}`;
  return name ?? (hasMessage(known) ? t(known as MessageKey) : key);
}

export type Month = { month: string; entries: CalendarEntry[] };

/** The occasions of the year by the month of their day (YYYY-MM), in order; pay, which comes every month, stands apart. */
export function byMonth(entries: readonly CalendarEntry[]): { months: Month[]; pay: CalendarEntry[] } {
  const months = new Map<string, CalendarEntry[]>();
  const pay: CalendarEntry[] = [];
  for (const entry of [...entries].sort((a, b) => a.day.localeCompare(b.day) || a.key.localeCompare(b.key))) {
    if (entry.key === 'pay') pay.push(entry);
    else months.set(entry.day.slice(0, 7), [...(months.get(entry.day.slice(0, 7)) ?? []), entry]);
  }
  return { months: [...months].map(([month, of]) => ({ month, entries: of })), pay };
}

/** The days on which a shop feels a feast when the feast itself lies on another day than computed; to be shown. */
export function movedTo({ day, first, last }: Pick<CalendarEntry, 'day' | 'first' | 'last'>, truth: string): { first: string; last: string } {
  const by = daysBetween(day, truth);
  return { first: addDays(first, by), last: addDays(last, by) };
}

const seen = ({ version }: CalendarEntry) => ({ 'If-Match': `"${version}"` });

type Change = { name?: string; first?: string; last?: string; is_active?: boolean };

/**
 * Writes what a person says of an occasion: of one that nobody has touched yet, a row of the company's own. A single day
 * of a feast is the feast itself; the server knows how long before and after it is felt.
 */
export async function written(entry: CalendarEntry, change: Change): Promise<CalendarEntry> {
  if (entry.id !== null) {
    return take<CalendarEntry>(api.PATCH('/api/v1/forecasts/calendar/{event_id}', { params: { path: { event_id: entry.id } }, headers: seen(entry), body: change }));
  }
  const { first = entry.day, last = first, name, is_active = true } = change;
  return take<CalendarEntry>(api.POST('/api/v1/forecasts/calendar', { body: { key: entry.key, name, first, last, is_active } }));
}

/** Takes an occasion out of the calendar, or puts it back. */
export const switched = (entry: CalendarEntry, on: boolean): Promise<CalendarEntry> => written(entry, { is_active: on });

/** Forgets what the company said: a feast falls back to its computed day, a day of its own is gone. */
export const forgotten = (entry: CalendarEntry): Promise<unknown> =>
  take(api.DELETE('/api/v1/forecasts/calendar/{event_id}', { params: { path: { event_id: entry.id! } }, headers: seen(entry) }));
