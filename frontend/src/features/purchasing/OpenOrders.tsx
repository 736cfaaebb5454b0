import { useMemo } from 'react';
import { t } from '@/kernel/i18n';
import { useMirror } from '@/kernel/offline';
import { isUnfinished, useOrders, type OrderRow } from '@/entities/order/mirror';
import type { SupplierRow } from '@/entities/supplier/mirror';
import { Card } from '@/ui/Card';
import { Item } from '@/ui/List';
import { EmptyState, SkeletonList } from '@/ui/states';
import { expectedText, isLate, OrderPill } from './status';

/** What is on its way, or still to be sent, by supplier; what is late first. */
export function OpenOrders({ supplierId }: { supplierId?: string }) {
  const orders = useOrders();
  const suppliers = useMirror<SupplierRow>('supplier').byId;
  const grouped = useMemo(() => {
    const groups = new Map<string, OrderRow[]>();
    for (const order of orders.rows) {
      if (!isUnfinished(order) || (supplierId && order.supplier_id !== supplierId)) continue;
      groups.set(order.supplier_id, [...(groups.get(order.supplier_id) ?? []), order]);
    }
    const late = (list: OrderRow[]) => list.filter((order) => isLate(order)).length;
    return [...groups]
      .map(([id, list]) => ({ id, name: suppliers.get(id)?.name ?? '—', list: list.sort((a, b) => (a.expected_on ?? '9').localeCompare(b.expected_on ?? '9')) }))
      .sort((a, b) => late(b.list) - late(a.list) || a.name.localeCompare(b.name));
  }, [orders.rows, suppliers, supplierId]);

  if (orders.loading) return <SkeletonList rows={3} />;
  if (!grouped.length) {
    return (
      <Card>
        <EmptyState icon="truck" title={t('orders.none_open')} text={t('orders.none_open_text')} />
      </Card>
    );
  }
  return (
    <>
      {grouped.map(({ id, name, list }) => (
        <Card key={id} flush title={supplierId ? t('orders.open') : name}>
          <ul className="list">
            {list.map((order) => (
              <li key={order.id}>
                <Item
                  to={`/orders/${order.id}`}
                  title={order.number ?? t('orders.unnumbered')}
                  detail={
                    <>
                      <OrderPill order={order} /> {[t('orders.lines', { count: order.lines.length }), expectedText(order)].filter(Boolean).join(' · ')}
                    </>
                  }
                />
              </li>
            ))}
          </ul>
        </Card>
      ))}
    </>
  );
}
