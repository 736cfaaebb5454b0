import type { Alert } from '@/kernel/api/types';
import { t } from '@/kernel/i18n';

export type Arrangement = 'urgency' | 'product' | 'supplier';
export type Group = { key: string; name: string; to?: string; alerts: Alert[] };

const URGENCIES = ['now', 'soon', 'later'] as const;
const level = (urgency: number): (typeof URGENCIES)[number] => URGENCIES[Math.min(2, Math.max(0, urgency - 1))]!;

/** The alerts in the order they came (the most urgent first), gathered; a group stands where its first alert stood. */
export function gather(alerts: readonly Alert[], by: Arrangement): Group[] {
  const groups = new Map<string, Group>();
  for (const alert of alerts) {
    const { key, ...head } = headOf(alert, by);
    const group = groups.get(key);
    if (group) group.alerts.push(alert);
    else groups.set(key, { key, ...head, alerts: [alert] });
  }
  return [...groups.values()];
}

function headOf(alert: Alert, by: Arrangement): Omit<Group, 'alerts'> {
  if (by === 'urgency') {
    const key = level(alert.urgency);
    return { key, name: t(`alerts.group.${key}`) };
  }
  if (alert.product_id === null) return { key: '', name: t('alerts.company') };
  if (by === 'product') return { key: alert.product_id, name: alert.product_name ?? '—', to: `/products/${alert.product_id}` };
  if (alert.supplier_id === null) return { key: '-', name: t('alerts.no_supplier') };
  return { key: alert.supplier_id, name: alert.supplier_name ?? '—', to: `/suppliers/${alert.supplier_id}` };
}
