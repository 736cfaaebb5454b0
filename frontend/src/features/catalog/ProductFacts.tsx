import type { ReactNode } from 'react';
import type { Product } from '@/kernel/api/types';
import { money, percent, quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Card, Pill } from '@/ui/Card';

type Props = { product: Product & { shelf?: string | null }; seesCost: boolean };

/** What is known of one product besides its stock. */
export function ProductFacts({ product, seesCost }: Props) {
  const margin =
    product.purchase_price !== null && product.sale_price > 0 ? (product.sale_price - product.purchase_price) / product.sale_price : null;
  const facts: [string, ReactNode][] = [[t('product.sale_price'), money(product.sale_price)]];
  if (seesCost && product.purchase_price !== null) {
    facts.push([t('product.purchase_price'), money(product.purchase_price)], [t('product.margin'), percent(margin)]);
  }
  if (product.shelf) facts.push([t('product.shelf'), product.shelf]);
  facts.push([t('product.unit'), product.unit]);
  if (product.pack_size !== 1) facts.push([t('product.pack_size'), quantity(product.pack_size, product.unit)]);
  if (product.supplier_name) facts.push([t('product.supplier'), product.supplier_name]);
  if (product.max_stock !== null) facts.push([t('product.max_stock'), quantity(product.max_stock, product.unit)]);
  if (product.barcode) facts.push([t('product.barcode'), product.barcode]);
  return (
    <Card title={t('product.facts')} aside={!product.is_active && <Pill>{t('status.archived')}</Pill>}>
      <div className="stack">
        {product.description && <p>{product.description}</p>}
        <dl className="facts">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Card>
  );
}
