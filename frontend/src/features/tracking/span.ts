import { t } from '@/kernel/i18n';

/** A span in words: "45 s", "12 min", "1 h 05", "2 j 4 h"; a dash where there is none. */
export function spanText(seconds: number | null): string {
  if (seconds === null) return '—';
  if (seconds < 60) return t('perf.seconds', { count: Math.round(seconds) });
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t('day.minutes', { count: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return t('perf.hours', { hours, minutes: String(minutes % 60).padStart(2, '0') });
  return t('perf.days', { days: Math.floor(hours / 24), hours: hours % 24 });
}
