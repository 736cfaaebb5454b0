import { useMemo } from 'react';
import { t } from '@/kernel/i18n';
import { useMirror } from '@/kernel/offline';
import { onOrder, useOrders } from '@/entities/order/mirror';
import type { ProductRow } from '@/entities/product/mirror';
import type { SupplierRow } from '@/entities/supplier/mirror';
import { ButtonLink } from '@/ui/Button';
import { Card, Pill } from '@/ui/Card';
import { Avatar, Item } from '@/ui/List';
import { EmptyState, SkeletonList } from '@/ui/states';
import { short } from './suggest';

/** Whom to order from, those whose products run short first. */
export function ChooseSupplier({ onlyShort }: { onlyShort?: boolean }) {
  const suppliers = useMirror<SupplierRow>('supplier');
  const products = useMirror<ProductRow>('product').rows;
  const orders = useOrders().rows;
  const missing = useMemo(() => {
    const count = new Map<string, number>();
    for (const { supplier_id } of short(products, onOrder(orders))) if (supplier_id) count.set(supplier_id, (count.get(supplier_id) ?? 0) + 1);
    return count;
  }, [products, orders]);
  const listed = suppliers.rows
    .filter(({ is_active, id }) => is_active && (!onlyShort || missing.has(id)))
    .sort((a, b) => (missing.get(b.id) ?? 0) - (missing.get(a.id) ?? 0) || a.name.localeCompare(b.name));
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
          const count = missing.get(supplier.id) ?? 0;
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
