import { useMemo } from 'react';
import { quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { onOrder, useOrders } from '@/entities/order/mirror';

/** How much of a product is on its way; nothing where nothing is. */
export function OnOrderFact({ product }: { product: { id: string; unit: string } }) {
  const orders = useOrders().rows;
  const awaited = useMemo(() => onOrder(orders).get(product.id), [orders, product.id]);
  if (!awaited) return null;
  return (
    <div>
      <dt>{t('stock.on_order')}</dt>
      <dd className="num">{quantity(awaited, product.unit)}</dd>
    </div>
  );
}
