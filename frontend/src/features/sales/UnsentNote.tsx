import { money } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { useUnsentSales } from './local';

/** "3 ventes pas encore envoyées (+12 000 F)": figures of the server do not have them yet. */
export function UnsentNote() {
  const unsent = useUnsentSales();
  if (!unsent.length) return null;
  const total = unsent.reduce((sum, { row }) => sum + row.total, 0);
  return (
    <p className="notice info">
      {t('sales.unsent_note', { count: unsent.length, amount: `${total > 0 ? '+' : ''}${money(total)}` })}
    </p>
  );
}
