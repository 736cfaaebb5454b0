import { money } from '@/kernel/format';
import { t } from '@/kernel/i18n';

/** What was counted against what should be there, in words. */
export function differenceText(difference: number): string {
  if (difference === 0) return t('closing.exact');
  return difference < 0 ? t('closing.missing', { amount: money(-difference) }) : t('closing.extra', { amount: money(difference) });
}

export const differenceTone = (difference: number): 'ok' | 'danger' | 'warn' => (difference === 0 ? 'ok' : difference < 0 ? 'danger' : 'warn');
