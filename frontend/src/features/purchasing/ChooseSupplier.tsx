import { t } from '@/kernel/i18n';
import { useMirror } from '@/kernel/offline';
import type { SupplierRow } from '@/entities/supplier/mirror';
import { ButtonLink } from '@/ui/Button';
import { Card, Pill } from '@/ui/Card';
import { Avatar, Item } from '@/ui/List';
import { EmptyState, SkeletonList } from '@/ui/states';
import { useAdvised } from './useAdvised';

/** Whom to order from, those with most to order first. */
export function ChooseSupplier({ onlyShort }: { onlyShort?: boolean }) {
  const suppliers = useMirror<SupplierRow>('supplier');
  const { bySupplier } = useAdvised();
  const missing = (id: string) => bySupplier.get(id)?.length ?? 0;
  const listed = suppliers.rows
    .filter(({ is_active, id }) => is_active && (!onlyShort || missing(id) > 0))
    .sort((a, b) => missing(b.id) - missing(a.id) || a.name.localeCompare(b.name));
  if (suppliers.loading) return <SkeletonList />;
  if (!listed.length) {
    if (onlyShort) return null;
    return (
      <Card>
        <EmptyState icon="building" title={t('suppliers.empty')} text={t('suppliers.empty_text')}>
          <ButtonLink to="/suppliers" look="second" icon="plus">
            {t('nav.suppliers')}
          </ButtonLink>
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card flush title={onlyShort ? t('orders.to_order') : t('orders.choose_supplier')}>
      <ul className="list">
        {listed.map((supplier) => {
          const count = missing(supplier.id);
          return (
            <li key={supplier.id}>
              <Item
                to={`/orders/new?supplier=${supplier.id}`}
                lead={<Avatar name={supplier.name} />}
                title={supplier.name}
                detail={
                  <>
                    {count > 0 && <Pill tone="warn">{t('orders.short', { count })}</Pill>} {t('suppliers.delivers_in', { count: supplier.lead_time_days })}
                  </>
                }
              />
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
