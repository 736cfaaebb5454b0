import { day, tenantDay } from '@/kernel/format';
import { t } from '@/kernel/i18n';

export const PERIODS = ['7', '30', '90', '365', 'dates'] as const;
type Name = (typeof PERIODS)[number];

/** So many days up to today, or two days of the company (YYYY-MM-DD) of a person's choice, both included. */
export type Period = { name: Name; from: string; to: string };

export const COMPARISONS = ['previous', 'year', 'none'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** Those of an address, with the last 30 days where it names none. Rolling periods have no days here: they have other ones tomorrow. */
export function periodOf(params: URLSearchParams): Period {
  const name = PERIODS.find((one) => one === params.get('period')) ?? '30';
  if (name !== 'dates') return { name, from: '', to: '' };
  return { name, from: dayOf(params.get('from')) ?? tenantDay(-29), to: dayOf(params.get('to')) ?? tenantDay() };
}

/** What a hand writes into an address may be no day. */
const dayOf = (text: string | null): string | null => (text && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null);

export const comparisonOf = (params: URLSearchParams): Comparison => COMPARISONS.find((one) => one === params.get('compare')) ?? 'previous';

/** The server answers for three years at the most. */
const LONGEST_DAYS = 1100;
const DAY_MS = 86_400_000;

/** Why two days make no period, as a message; null where they do. */
export function wrongPeriod({ name, from, to }: Period): string | null {
  if (name !== 'dates') return null;
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  if (days < 1) return t('period.backwards');
  return days > LONGEST_DAYS ? t('period.too_long') : null;
}

/** The two days to ask for. */
export const daysOf = ({ name, from, to }: Period): { first: string; last: string } =>
  name === 'dates' ? { first: from, last: to } : { first: tenantDay(1 - Number(name)), last: tenantDay() };

/** "27 oct. – 25 nov. 2026". */
export const range = (first: string, last: string): string => (first === last ? day(last, 'day') : `${day(first, first.slice(0, 4) === last.slice(0, 4) ? 'short' : 'day')} – ${day(last, 'day')}`);
