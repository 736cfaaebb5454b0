import { tenantDay } from '@/kernel/format';
import { t } from '@/kernel/i18n';

/** From how many days before the last one on it is shown as near. */
const NEAR_DAYS = 30;

export type Nearness = { tone: 'danger' | 'warn' | 'neutral'; text: string };

/** A last day (YYYY-MM-DD) as it is seen today, in the company's time zone. `text` is empty while it is far. */
export function nearness(expiresOn: string, today = tenantDay()): Nearness {
  const days = Math.round((Date.parse(expiresOn) - Date.parse(today)) / 86_400_000);
  if (days < 0) return { tone: 'danger', text: t('expiry.past') };
  if (days > NEAR_DAYS) return { tone: 'neutral', text: '' };
  return { tone: 'warn', text: days === 0 ? t('expiry.today') : t('expiry.in_days', { count: days }) };
}

/** What a date field says: null for nothing, undefined for a day that no pack can mean (a year half typed). */
export function expiryDay(text: string): string | null | undefined {
  if (!text) return null;
  return /^2[01]\d\d-\d\d-\d\d$/.test(text) ? text : undefined;
}

/**
 * What is left of batches that are given in the order in which they expire, the soonest first: what is there belongs
 * to the latest first, because the first to expire is sold first. As the server reckons.
 */
export function leftOf(onHand: number, quantities: readonly number[]): number[] {
  let rest = Math.max(onHand, 0);
  return [...quantities]
    .reverse()
    .map((quantity) => {
      const left = Math.min(rest, quantity);
      rest -= left;
      return left;
    })
    .reverse();
}
