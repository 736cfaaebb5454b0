import type { SalesAnalysis } from '@/kernel/api/types';

type Cell = SalesAnalysis['hours'][number];

type Week = {
  /** From the first hour in which anything was ever sold to the last. */
  hours: number[];
  /** By hour, then by weekday from Monday on. */
  revenue: number[][];
  sales: number[][];
  /** The cell that brought the most; null without sales. */
  best: Cell | null;
};

/** The hours of a week as rows, the quiet ones between others too. */
export function hoursOf(cells: Cell[]): Week {
  const open = cells.map(({ hour }) => hour);
  const first = Math.min(...open);
  const hours = open.length ? Array.from({ length: Math.max(...open) - first + 1 }, (_, index) => first + index) : [];
  const empty = () => hours.map(() => [0, 0, 0, 0, 0, 0, 0]);
  const week: Week = { hours, revenue: empty(), sales: empty(), best: null };
  for (const cell of cells) {
    week.revenue[cell.hour - first]![cell.weekday] = cell.revenue;
    week.sales[cell.hour - first]![cell.weekday] = cell.sales;
    if (cell.revenue > (week.best?.revenue ?? 0)) week.best = cell;
  }
  return week;
}
