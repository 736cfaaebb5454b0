import type { Absence } from '@/kernel/api/missions';

export type Cell = { day: string; inMonth: boolean; absent: boolean };

const text = (time: number) => new Date(time).toISOString().slice(0, 10);
const DAY_MS = 86_400_000;

/** The weeks of a month (YYYY-MM), Monday first, with the days before and after that fill them. */
export function weeksOf(month: string, absences: readonly Pick<Absence, 'first' | 'last'>[]): Cell[][] {
  const first = Date.parse(`${month}-01T00:00:00Z`);
  const start = first - ((new Date(first).getUTCDay() + 6) % 7) * DAY_MS;
  const weeks: Cell[][] = [];
  for (let monday = start; monday === start || text(monday).startsWith(month); monday += 7 * DAY_MS) {
    weeks.push(
      Array.from({ length: 7 }, (_, index) => {
        const day = text(monday + index * DAY_MS);
        return { day, inMonth: day.startsWith(month), absent: isAbsent(day, absences) };
      }),
    );
  }
  return weeks;
}

const isAbsent = (day: string, absences: readonly Pick<Absence, 'first' | 'last'>[]): boolean => absences.some(({ first, last }) => first <= day && day <= last);

/** The month so many months later, YYYY-MM. */
export function monthLater(month: string, by: number): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return text(Date.UTC(year, number - 1 + by, 1)).slice(0, 7);
}
