/** Days are those of the company's clock, as YYYY-MM-DD. */
type Days = { first: string; last: string };

export const SPANS = ['last_month', 'this_month', 'last_30', 'dates'] as const;
export type SpanName = (typeof SPANS)[number];

/** The server reports on at most so many days. */
const LONGEST_DAYS = 400;
const DAY_MS = 86_400_000;

const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The month that lies so many months before the one of `today`: its first day. */
function monthStart(today: string, back: number): string {
  const [year, month] = today.split('-').map(Number) as [number, number];
  return iso(Date.UTC(year, month - 1 - back, 1));
}

/** A whole month by its first day; the running one ends today. */
export function daysOfMonth(first: string, today: string): Days {
  const [year, month] = first.split('-').map(Number) as [number, number];
  const last = iso(Date.UTC(year, month, 0));
  return { first, last: last > today ? today : last };
}

/** First days of the running month and of those before it, the newest first. */
export const monthsUntil = (today: string, count: number): string[] => Array.from({ length: count }, (_, back) => monthStart(today, back));

/** The last month that is over: what is asked for most. */
export const lastMonth = (today: string): string => monthStart(today, 1);

export function daysOfSpan(name: Exclude<SpanName, 'dates'>, today: string): Days {
  if (name === 'last_30') return { first: iso(Date.parse(today) - 29 * DAY_MS), last: today };
  return daysOfMonth(monthStart(today, name === 'last_month' ? 1 : 0), today);
}

/** The name under which two days are known; other days are `dates`. */
export const spanOf = (days: Days, today: string): SpanName =>
  SPANS.find((name) => {
    if (name === 'dates') return true;
    const { first, last } = daysOfSpan(name, today);
    return first === days.first && last === days.last;
  })!;

/** Why two days make no period; null where they do. */
export function wrongDays({ first, last }: Days, today: string): 'missing' | 'backwards' | 'future' | 'too_long' | null {
  if (!isDay(first) || !isDay(last)) return 'missing';
  if (last < first) return 'backwards';
  if (last > today) return 'future';
  return (Date.parse(last) - Date.parse(first)) / DAY_MS + 1 > LONGEST_DAYS ? 'too_long' : null;
}

/** What a hand writes into an address may be no day. */
export const isDay = (text: string | null): text is string => text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
