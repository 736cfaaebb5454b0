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
  if ((name === 'told' || name === 'repeated') && typeof details.people === 'number') return t(`alerts.sent.${name}`, { count: details.people });
  return t(`alerts.event.${name}`);
}

/** The order that was prepared, where that is what happened. */
export const orderOf = ({ name, details }: Pick<AlertEvent, 'name' | 'details'>): string | null => (name === 'ordered' ? text(details, 'order_id') : null);

/** An order is also a way of having seen: of the two, which happen at once, the order says more. */
export function withoutEchoes<T extends Pick<AlertEvent, 'name' | 'at'> & { alert_id?: string }>(events: readonly T[]): T[] {
  const key = ({ at, alert_id }: T) => `${at} ${alert_id ?? ''}`;
  const ordered = new Set(events.filter(({ name }) => name === 'ordered').map(key));
  return events.filter((event) => event.name !== 'acknowledged' || !ordered.has(key(event)));
}
