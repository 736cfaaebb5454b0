import { localDay, received, type DayUse } from '@/kernel/meter';
import { readPreference, writePreference } from '@/kernel/preferences';

export type Totals = { sent: number; received: number; live: number; ahead: number; days: number };

const NONE: Totals = { sent: 0, received: 0, live: 0, ahead: 0, days: 0 };

const total = (days: DayUse[]): Totals =>
  days.reduce(
    (sum, day) => ({
      sent: sum.sent + day.sent,
      received: sum.received + received(day),
      live: sum.live + day.live,
      ahead: sum.ahead + day.ahead,
      days: sum.days + 1,
    }),
    NONE,
  );

const before = (now: Date, days: number): string => localDay(new Date(now.getFullYear(), now.getMonth(), now.getDate() - days));

/** Today, this calendar month, the last 14 days one by one and the last 30 together, on this device's calendar. */
export function summary(days: DayUse[], now: Date = new Date()) {
  const today = localDay(now);
  const since = (first: string) => total(days.filter(({ day }) => day >= first && day <= today));
  return {
    today: since(today),
    month: since(`${today.slice(0, 7)}-01`),
    last30: since(before(now, 29)),
    fortnight: Array.from({ length: 14 }, (_, index) => {
      const day = before(now, 13 - index);
      const use = days.find((one) => one.day === day);
      return { day, bytes: use ? use.sent + received(use) : 0 };
    }),
  };
}

/** The first day that `summary` needs. */
export const firstNeeded = (now: Date = new Date()): string => [before(now, 29), `${localDay(now).slice(0, 7)}-01`].sort()[0]!;

/** Operators sell a gigabyte of 1,000,000,000 bytes. */
const GIGABYTE = 1e9;

/** What 1 GB costs where these currencies are money; for others the person is asked. */
const USUAL: Record<string, number> = { XOF: 1000, XAF: 1000 };

/** The price of 1 GB on this device, in minor units; null when nobody has said it. */
export function pricePerGigabyte(currency: string): number | null {
  const [kept, minor] = (readPreference('data-price') ?? '').split(':');
  return kept === currency && Number(minor) > 0 ? Number(minor) : (USUAL[currency] ?? null);
}

export const rememberPrice = (currency: string, minor: number | null): void =>
  writePreference('data-price', minor === null ? null : `${currency}:${minor}`);

/** The cost of that many bytes in minor units, not rounded. */
export const cost = (bytes: number, price: number): number => (bytes / GIGABYTE) * price;
