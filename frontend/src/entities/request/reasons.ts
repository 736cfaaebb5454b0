import type { Reason } from '@/kernel/api/services';
import { quantity } from '@/kernel/format';
import { hasMessage, t, type MessageKey } from '@/kernel/i18n';

/** Why somebody was asked: "Compétence +24". */
export function reasonText({ code, points }: Reason): string {
  const key = `dispatch.factor.${code}`;
  return t('dispatch.points', { name: hasMessage(key) ? t(key as MessageKey) : code, points: quantity(Math.round(points)) });
}
