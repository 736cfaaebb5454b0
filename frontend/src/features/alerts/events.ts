import type { AlertEvent } from '@/kernel/api/types';
import { date } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import type { Tone } from '@/ui/Card';
import type { IconName } from '@/ui/icons';

export const EVENTS = ['fired', 'told', 'repeated', 'suppressed', 'acknowledged', 'snoozed', 'woke', 'ordered', 'resolved'] as const satisfies readonly AlertEvent['name'][];

export const SIGNS: Record<AlertEvent['name'], { icon: IconName; tone: Tone }> = {
  fired: { icon: 'alert', tone: 'danger' },
  told: { icon: 'share', tone: 'info' },
  repeated: { icon: 'refresh', tone: 'info' },
  suppressed: { icon: 'bell', tone: 'neutral' },
  acknowledged: { icon: 'eye', tone: 'neutral' },
  snoozed: { icon: 'clock', tone: 'neutral' },
  woke: { icon: 'bell', tone: 'warn' },
  ordered: { icon: 'truck', tone: 'ok' },
  resolved: { icon: 'check', tone: 'ok' },
};

const text = (details: AlertEvent['details'], name: string): string | null => (typeof details[name] === 'string' ? details[name] : null);

/** What happened, in words. */
export function eventText({ name, details }: Pick<AlertEvent, 'name' | 'details'>): string {
  const until = text(details, 'until');
  if (name === 'snoozed' && until) return t('alerts.snoozed', { when: date(until, 'moment') });
  if (name === 'suppressed') return t(text(details, 'reason') === 'silenced' ? 'alerts.quiet.silenced' : 'alerts.quiet.repeat');
  return t(`alerts.event.${name}`);
}
