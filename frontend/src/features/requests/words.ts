import type { By, ServiceRequest } from '@/kernel/api/services';
import { date, tenantDay } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { elapsed } from '@/entities/request/late';

/** Since when it stands where it stands: "12 min", "3 h 05", "2 j". */
export function sinceText(since: string, now: number): string {
  const { unit, count, minutes } = elapsed(since, now);
  if (unit === 'hours') return t('requests.since.hours', { count: count, minutes: String(minutes).padStart(2, '0') });
  return t(`requests.since.${unit}`, { count });
}

/** When the client wishes it: today with the hour alone, else with the day. */
export function wishedText({ wished_from, wished_until }: Pick<ServiceRequest, 'wished_from' | 'wished_until'>): string | null {
  const first = wished_from ?? wished_until;
  if (!first) return null;
  const today = new Date(first).toISOString().slice(0, 10) === tenantDay();
  const from = wished_from && date(wished_from, today ? 'time' : 'moment');
  const until = wished_until && date(wished_until, from || today ? 'time' : 'moment');
  if (from && until) return t('requests.wished.between', { from, until });
  return from ? t('requests.wished.from', { from }) : t('requests.wished.until', { until: until! });
}

/** Where it is, as somebody would say it. */
export const placeText = ({ zone_name, landmark }: Pick<ServiceRequest, 'zone_name' | 'landmark'>): string => [zone_name, landmark].filter(Boolean).join(' · ');

export const byText = (by: By, name: string | null): string => name ?? t(`requests.by.${by}`);

/** A number that is dialled or written to, as links want it. */
export const dialled = (phone: string): string => phone.replace(/[^\d+]/g, '');
export const whatsapp = (phone: string, text = ''): string => `https://wa.me/${phone.replace(/\D/g, '')}${text ? `?text=${encodeURIComponent(text)}` : ''}`;
