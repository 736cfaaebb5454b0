import type { Hours } from '@/kernel/api/services';

const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6] as const;
export type Span = { opens: string; closes: string };
export type Week = Span[][];

const short = (time: string) => time.slice(0, 5);

/** The hours day by day, each day's in order. */
export function weekOf(hours: readonly Hours[]): Week {
  return WEEKDAYS.map((day) =>
    hours
      .filter(({ weekday }) => weekday === day)
      .map(({ opens, closes }) => ({ opens: short(opens), closes: short(closes) }))
      .sort((a, b) => a.opens.localeCompare(b.opens)),
  );
}

export const hoursOf = (week: Week): Hours[] => week.flatMap((spans, weekday) => spans.map(({ opens, closes }) => ({ weekday, opens, closes })));

/** The first day whose hours end before they begin or lie over each other; null where all is well. */
export function wrongDay(week: Week): number | null {
  const found = week.findIndex((spans) => {
    const sorted = [...spans].sort((a, b) => a.opens.localeCompare(b.opens));
    return sorted.some(({ opens, closes }, index) => !opens || !closes || opens >= closes || (index > 0 && opens < sorted[index - 1]!.closes));
  });
  return found < 0 ? null : found;
}
