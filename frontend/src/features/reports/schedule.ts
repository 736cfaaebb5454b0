import type { ReportDefinition, ReportSchedule } from '@/kernel/api/types';

export type Frequency = ReportSchedule['frequency'];

/** What speaks of a month comes once a month. */
export const frequenciesOf = ({ period }: Pick<ReportDefinition, 'period'>): Frequency[] => (period === 'month' ? ['monthly'] : ['daily', 'weekly', 'monthly']);

export type ScheduleValues = { type: string; frequency: Frequency; weekday: string; month_day: string; hour: string; format: string; language: string };

/** When it comes, of what a form holds; the days of another rhythm are forgotten. */
export const rhythmOf = ({ frequency, weekday, month_day, hour }: ScheduleValues) => ({
  frequency,
  weekday: frequency === 'weekly' ? Number(weekday) : null,
  month_day: frequency === 'monthly' ? Number(month_day) : null,
  hour: Number(hour),
});
