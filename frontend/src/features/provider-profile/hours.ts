import type { Hours } from '@/kernel/api/missions';

/** By day and time, times as HH:MM. */
export const inOrder = (hours: readonly Hours[]): Hours[] =>
  hours
    .map(({ weekday, opens, closes }) => ({ weekday, opens: opens.slice(0, 5), closes: closes.slice(0, 5) }))
    .sort((a, b) => a.weekday - b.weekday || a.opens.localeCompare(b.opens));

/** What is wrong with them, or null: each ends after it begins, and none overlaps another. */
export function hoursProblem(hours: readonly Hours[]): 'p.hours.order' | 'p.hours.overlap' | null {
  const sorted = inOrder(hours);
  if (sorted.some(({ opens, closes }) => !opens || !closes || opens >= closes)) return 'p.hours.order';
  return sorted.some((one, index) => sorted[index + 1]?.weekday === one.weekday && sorted[index + 1]!.opens < one.closes) ? 'p.hours.overlap' : null;
}
