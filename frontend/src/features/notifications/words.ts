import type { InboxItem } from '@/kernel/api/types';
import { date, money, tenantDay } from '@/kernel/format';
import { hasMessage, t, type MessageKey } from '@/kernel/i18n';
import type { IconName } from '@/ui/icons';
import type { Tone as Colour } from '@/ui/Card';
import type { Channel, Kind, SendState } from './types';

export const KIND_ICONS: Record<Kind, IconName> = { alert: 'alert', digest: 'sun', report: 'file', account: 'lock', reply: 'chat', test: 'check', offer: 'bell', request: 'wrench' };
export const CHANNEL_ICONS: Record<Channel, IconName> = { whatsapp: 'chat', sms: 'phone', email: 'mail', push: 'device' };

const STATE_LOOKS: Record<SendState, { icon: IconName; colour: Colour }> = {
  held: { icon: 'clock', colour: 'neutral' },
  waiting: { icon: 'clock', colour: 'neutral' },
  sending: { icon: 'upload', colour: 'info' },
  unknown: { icon: 'clock', colour: 'warn' },
  sent: { icon: 'check', colour: 'info' },
  delivered: { icon: 'checks', colour: 'ok' },
  read: { icon: 'eye', colour: 'ok' },
  failed: { icon: 'alert', colour: 'danger' },
  dead: { icon: 'alert', colour: 'danger' },
  cancelled: { icon: 'minus', colour: 'neutral' },
  expired: { icon: 'clock', colour: 'warn' },
  kept: { icon: 'box', colour: 'neutral' },
};
export const lookOf = (state: SendState) => STATE_LOOKS[state];

/** What became of a notification on its channels, in words: "Envoyé par WhatsApp, lu". */
export function became({ state, channel, due_at }: Pick<InboxItem, 'state' | 'channel' | 'due_at'>, now: number = Date.now()): string {
  if (state === 'held' && due_at && Date.parse(due_at) > now) {
    return isToday(due_at, now) ? t('inbox.state.held_until', { time: date(due_at, 'time') }) : t('inbox.state.held_until_day', { time: date(due_at, 'moment') });
  }
  if (channel && (state === 'sent' || state === 'delivered' || state === 'read')) return t(`inbox.state.${state}_by`, { channel: t(`channel.by.${channel}`) });
  return t(`inbox.state.${state}`);
}

const isToday = (instant: string, now: number): boolean => tenantDay(0, Date.parse(instant)) === tenantDay(0, now);

/** Thousandths of a franc to "22 F"; what is not whole keeps its decimals. */
export const price = (milli: number): string => (milli % 1000 === 0 || milli >= 100_000 ? money(Math.round(milli / 1000)) : t('channel.francs', { amount: milli / 1000 }));

/** Why a service refused, where its code is known; else the code itself. */
export function reasonOf(code: string): string {
  const key = `sent.code.${code}`;
  return hasMessage(key) ? t(key as MessageKey) : t('sent.code', { code });
}

/** Lists that are read by day: the items under each of the company's days, in their order. */
export function byDay<T extends { created_at: string }>(items: T[]): { day: string; items: T[] }[] {
  const days: { day: string; items: T[] }[] = [];
  for (const item of items) {
    const day = tenantDay(0, Date.parse(item.created_at));
    const last = days[days.length - 1];
    if (last?.day === day) last.items.push(item);
    else days.push({ day, items: [item] });
  }
  return days;
}
