import type { SaleSummary } from '@/kernel/api/types';
import { t } from '@/kernel/i18n';
import { Pill } from '@/ui/Card';

/** A sale's kind and state, when they are not the usual ones. */
export function SaleState({ sale }: { sale: SaleSummary }) {
  if (sale.status === 'cancelled') return <Pill tone="danger">{t('sale.status.cancelled')}</Pill>;
  if (sale.kind === 'RETURN') return <Pill tone="warn">{t('sale.kind.RETURN')}</Pill>;
  return null;
}
