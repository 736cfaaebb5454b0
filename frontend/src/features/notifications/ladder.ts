import type { TellPreferences } from '@/kernel/api/types';
import { t } from '@/kernel/i18n';
import type { ChosenKind, Frequency, LadderChannel, Preference } from './types';

export const LADDER: LadderChannel[] = ['whatsapp', 'sms', 'email'];

/** What a screen asks about; a trial follows its own channel. */
export type AskedKind = Exclude<ChosenKind, 'test'>;

/** The kinds that concern somebody: of the shop, of who answers for requests, of who is sent out. */
export function kindsFor({ sentOut, stock, services }: { sentOut: boolean; stock: boolean; services: boolean }): AskedKind[] {
  if (sentOut) return ['offer', 'request', 'account'];
  return [...(stock ? (['alert', 'digest'] as const) : []), ...(services ? (['request'] as const) : []), 'report', 'account'];
}

/** How often each kind may come: a morning's summary comes each morning or not at all, codes are never bundled. */
export const FREQUENCIES: Record<ChosenKind, Frequency[]> = {
  alert: ['immediate', 'hourly', 'daily', 'never'],
  digest: ['immediate', 'never'],
  report: ['immediate', 'daily', 'never'],
  account: ['immediate'],
  test: ['immediate'],
  offer: ['immediate', 'never'],
  request: ['immediate', 'hourly', 'daily', 'never'],
};

/** Moves a chosen channel one rung up or down. */
export function moved(ladder: LadderChannel[], channel: LadderChannel, by: -1 | 1): LadderChannel[] {
  const at = ladder.indexOf(channel);
  const to = at + by;
  if (at < 0 || to < 0 || to >= ladder.length) return ladder;
  const next = [...ladder];
  [next[at], next[to]] = [next[to]!, next[at]!];
  return next;
}

/** Takes a channel up as the last rung, or off. */
export const toggled = (ladder: LadderChannel[], channel: LadderChannel): LadderChannel[] =>
  ladder.includes(channel) ? ladder.filter((one) => one !== channel) : [...ladder, channel];

/** Its name where a sentence goes on; "WhatsApp" and "SMS" are written so everywhere. */
const nameIn = (channel: LadderChannel, index: number): string => (index > 0 && channel === 'email' ? t('channel.email').toLowerCase() : t(`channel.${channel}`));

/** "D’abord WhatsApp, puis SMS si le message n’arrive pas". */
export function ladderText(ladder: LadderChannel[]): string {
  const [first, second, third] = ladder.map(nameIn);
  if (!first) return t('ladder.never');
  if (!second) return t('ladder.one', { first });
  return third ? t('ladder.three', { first, second, third }) : t('ladder.two', { first, second });
}

/** What a person has chosen for a kind, in few words: "WhatsApp, puis SMS · aussitôt". */
export function preferenceText({ kind, channels, frequency }: Preference, dailyAt: string): string {
  if (frequency === 'never' || !channels.length) return t('ladder.never');
  const often = kind === 'digest' || kind === 'account' ? '' : t(`frequency.short.${frequency}`, { time: hour(dailyAt) });
  const ways = channels.map(nameIn).reduce((before, next) => t('ladder.then', { before, next }));
  return [ways, often].filter(Boolean).join(' · ');
}

/** "08:00:00" to "08:00", as a time field takes it. */
export const hour = (time: string): string => time.slice(0, 5);

export const preferenceOf = (preferences: TellPreferences, kind: ChosenKind): Preference =>
  preferences.kinds.find((one) => one.kind === kind) ?? { kind, channels: LADDER, frequency: 'immediate' };

export function withPreference(preferences: TellPreferences, preference: Preference): TellPreferences {
  return { ...preferences, kinds: [...preferences.kinds.filter(({ kind }) => kind !== preference.kind), preference] };
}
