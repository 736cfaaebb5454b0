import type { Mission, MissionsSummary } from '@/kernel/api/missions';
import { tenantDay } from '@/kernel/format';
import { t } from '@/kernel/i18n';

/** A wait in words: "45 s", "12 min", "1 h 05". */
export function waitText(seconds: number | null): string {
  if (seconds === null) return '—';
  if (seconds < 60) return t('p.seconds', { count: Math.round(seconds) });
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t('p.minutes', { count: minutes });
  return t('p.hours', { hours: Math.floor(minutes / 60), minutes: String(minutes % 60).padStart(2, '0') });
}

export type Month = { month: string; missions: Mission[]; work: number; materials: number; total: number };

/** Completed missions by the month in which they were completed (YYYY-MM, the company's clock), with what each brought. */
export function monthsOf(missions: readonly Mission[]): Month[] {
  const months = new Map<string, Month>();
  for (const mission of missions) {
    const month = tenantDay(0, Date.parse(mission.state_at)).slice(0, 7);
    const known = months.get(month) ?? { month, missions: [], work: 0, materials: 0, total: 0 };
    known.missions.push(mission);
    known.work += mission.amount ?? 0;
    known.materials += mission.materials_amount;
    known.total = known.work + known.materials;
    months.set(month, known);
  }
  return [...months.values()].sort((a, b) => b.month.localeCompare(a.month));
}

type Heat = MissionsSummary['heat'];

/** How much by hour and weekday, without the hours of the night in which nothing ever was: a chart is not mostly empty. */
export function heatOf(heat: Heat): { hours: number[]; values: number[][] } {
  const busy = heat.filter(({ count }) => count > 0).map(({ hour }) => hour);
  const from = Math.min(8, ...busy);
  const to = Math.max(17, ...busy);
  const hours = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const values = hours.map(() => Array<number>(7).fill(0));
  for (const { weekday, hour, count } of heat) if (count > 0) values[hour - from]![weekday] = count;
  return { hours, values };
}
