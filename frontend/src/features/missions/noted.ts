import { t } from '@/kernel/i18n';
import type { Operation } from '@/kernel/offline';

/** A step that came too late to be taken: what is to be said of it; null for all else. */
export function notedOf({ type, label, verdict }: Operation): string | null {
  if (type !== 'mission.step' || verdict?.result?.noted !== true) return null;
  return t('mission.noted', { step: label.detail ?? label.title, what: label.title });
}
