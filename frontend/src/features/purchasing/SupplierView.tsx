import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { money, quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { useMirror } from '@/kernel/offline';
import { onOrder, useOrders } from '@/entities/order/mirror';
import { statusOf, type ProductRow } from '@/entities/product/mirror';
import { StatusPill } from '@/entities/product/status';
import type { SupplierRow } from '@/entities/supplier/mirror';
import { ButtonLink } from '@/ui/Button';
import { Card, Pill } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { Item } from '@/ui/List';
import { EmptyState } from '@/ui/states';
import { OpenOrders } from './OpenOrders';
import { leadTimeQuery } from './queries';
import { useAdvised } from './useAdvised';

type Props = { supplier: SupplierRow; contact: string | null; seesOrders: boolean; mayOrder: boolean; mayReceive: boolean };

/** One supplier: how to reach them, how long they really take, what is on its way and what to order from them. */
export function SupplierView({ supplier, contact, seesOrders, mayOrder, mayReceive }: Props) {
  const { rows: products, byId } = useMirror<ProductRow>('product');
  const orders = useOrders().rows;
  const awaited = useMemo(() => onOrder(orders), [orders]);
  const advised = useAdvised().bySupplier.get(supplier.id) ?? [];
  const delivers = products.filter((row) => row.is_active && row.supplier_id === supplier.id).length;
  return (
    <div className="columns">
      <div className="stack">
        {(mayOrder || mayReceive) && (
          <div className="row wrap">
            {mayOrder && (
              <ButtonLink to={`/orders/new?supplier=${supplier.id}`} icon="cart">
                {t('orders.order')}
              </ButtonLink>
            )}
            {mayReceive && (
              <ButtonLink to={`/receive?supplier=${supplier.id}`} look="second" icon="download">
                {t('nav.receive')}
              </ButtonLink>
            )}
          </div>
        )}
        <Card flush title={t('orders.suggested')} aside={<Pill tone={advised.length ? 'warn' : 'ok'}>{advised.length}</Pill>}>
          {advised.length === 0 ? (
            <EmptyState icon="check" title={t('orders.nothing_short')} text={t('suppliers.products', { count: delivers })} />
          ) : (
            <ul className="list">
              {advised.map(({ product_id, quantity: advisedQuantity }) => {
                const row = byId.get(product_id);
                if (!row) return null;
                return (
                  <li key={product_id}>
                    <Item
                      to={`/products/${product_id}`}
                      title={row.name}
                      detail={
                        <>
                          <StatusPill status={statusOf(row)} />{' '}
                          {[t('stock.now', { quantity: quantity(row.on_hand, row.unit) }), awaited.has(product_id) && t('orders.coming', { quantity: quantity(awaited.get(product_id), row.unit) })].filter(Boolean).join(' · ')}
                        </>
                      }
                      side={<strong className="num">{quantity(advisedQuantity, row.unit)}</strong>}
                    />
                  </li>
                );
              })}
            </ul>
          )}
        </Card>
        {seesOrders && <OpenOrders supplierId={supplier.id} />}
      </div>
      <Card title={t('suppliers.facts')} aside={!supplier.is_active && <Pill>{t('status.archived')}</Pill>}>
        <div className="stack">
          <dl className="facts">
            {contact && (
              <div>
                <dt>{t('suppliers.contact')}</dt>
                <dd>{contact}</dd>
              </div>
            )}
            <div>
              <dt>{t('suppliers.stated')}</dt>
              <dd>{t('suppliers.days', { count: supplier.lead_time_days })}</dd>
            </div>
            {seesOrders && <Measured supplier={supplier} />}
            {supplier.minimum_order !== null && (
              <div>
                <dt>{t('suppliers.minimum')}</dt>
                <dd className="num">{money(supplier.minimum_order)}</dd>
              </div>
            )}
            <div>
              <dt>{t('nav.products')}</dt>
              <dd>{delivers}</dd>
            </div>
          </dl>
          {supplier.phone && (
            <div className="row wrap">
              <a className="button second" href={`tel:${supplier.phone}`}>
                <Icon name="phone" size={20} />
                {supplier.phone}
              </a>
            </div>
          )}
        </div>
      </Card>
    </div>
  );
}

/** How long deliveries took, beside what was said. */
function Measured({ supplier }: { supplier: SupplierRow }) {
  const { data } = useQuery(leadTimeQuery(supplier.id));
  if (!data) return null;
  const slower = data.measured && data.days > supplier.lead_time_days + Math.max(1, data.deviation / 2);
  return (
    <div>
      <dt>{t('suppliers.measured')}</dt>
      <dd className={slower ? 'warn' : undefined}>
        {data.measured ? t('suppliers.measured_days', { days: quantity(Math.round(data.days * 10) / 10), deviation: quantity(Math.round(data.deviation * 10) / 10) }) : t('suppliers.not_measured')}
      </dd>
      {data.measured && <dd className="soft">{t('suppliers.deliveries', { count: data.deliveries })}</dd>}
    </div>
  );
}
