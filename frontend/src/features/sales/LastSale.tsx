import { useOperation } from '@/kernel/offline';
import { money } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { ButtonLink } from '@/ui/Button';
import { Icon } from '@/ui/icons';
import { SentState } from '@/entities/operation/SentState';

/** The sale just made: safe on this phone at once, then at the server with its number. */
export function LastSale({ opId }: { opId: string }) {
  const operation = useOperation(opId);
  if (!operation) return null;
  return (
    <div className="notice good" role="status" style={{ marginBottom: 0, flexWrap: 'wrap' }}>
      <Icon name="check" />
      <span className="grow">
        <strong>{t('sale.saved', { total: money(operation.label.amount) })}</strong>
        <br />
        <SentState operation={operation} />
      </span>
      <ButtonLink to={`/sales/${operation.creates[0]}`} look="second">
        {t('sale.see')}
      </ButtonLink>
    </div>
  );
}
