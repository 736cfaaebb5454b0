import type { Mission, MissionTab, RequestState, Stage, Urgency } from '@/kernel/api/missions';
import { date, tenantDay } from '@/kernel/format';
import { language, t } from '@/kernel/i18n';
import { Pill, type Tone } from '@/ui/Card';

export const TABS = ['new', 'accepted', 'running', 'done', 'cancelled'] as const satisfies readonly MissionTab[];
export const URGENCIES = ['normal', 'urgent', 'emergency'] as const satisfies readonly Urgency[];

/** Where a mission stands, in words. */
export const stateText = (state: RequestState, stage: Stage | null = null): string => (stage ? t(`p.stage.${stage}`) : t(`p.state.${state}`));

const TONES: Partial<Record<RequestState, Tone>> = { service_completed: 'ok', cancelled: 'neutral', no_provider_found: 'neutral' };

export const StatePill = ({ state, stage }: Pick<Mission, 'state' | 'stage'>) => <Pill tone={TONES[state] ?? 'info'}>{stateText(state, stage)}</Pill>;

/** Only what is urgent says so. */
export const UrgencyPill = ({ urgency }: { urgency: Urgency }) =>
  urgency === 'normal' ? null : <Pill tone={urgency === 'emergency' ? 'danger' : 'warn'}>{t(`p.urgency.${urgency}`)}</Pill>;

/** "2,4 km". */
export const kilometres = (km: number): string => `${km.toLocaleString(language(), { maximumFractionDigits: km < 10 ? 1 : 0 })}\u00a0km`;

/** Where it is, as people say it. */
export const placeText = ({ zone_name, landmark }: Pick<Mission, 'zone_name' | 'landmark'>): string => [zone_name, landmark].filter(Boolean).join(' · ') || t('p.no_place');

/** When the client would like it: "aujourd’hui, 14:00 – 16:00", a day, or as soon as possible. */
export function wishText({ wished_from: from, wished_until: until }: Pick<Mission, 'wished_from' | 'wished_until'>): string {
  if (!from && !until) return t('p.wish.soon');
  const first = from ?? until!;
  const day = (moment: string) => tenantDay(0, Date.parse(moment));
  const name = day(first) === tenantDay() ? t('p.wish.today') : day(first) === tenantDay(1) ? t('p.wish.tomorrow') : date(first, 'near');
  if (!from) return t('p.wish.until', { day: name, time: date(until!, 'time') });
  if (!until) return t('p.wish.from', { day: name, time: date(from, 'time') });
  if (day(from) !== day(until)) return t('p.wish.between', { from: date(from, 'moment'), until: date(until, 'moment') });
  return t('p.wish.window', { day: name, from: date(from, 'time'), until: date(until, 'time') });
}

/** What was earned by a mission, minor units; null while nobody has said it. */
export const earned = ({ amount, materials_amount }: Pick<Mission, 'amount' | 'materials_amount'>): number | null =>
  amount === null && !materials_amount ? null : (amount ?? 0) + materials_amount;
