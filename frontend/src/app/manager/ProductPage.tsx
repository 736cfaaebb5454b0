import { useParams } from 'wouter';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { useKnownProduct } from '@/entities/product/useKnownProduct';
import { ProductAlerts } from '@/features/alerts/ProductAlerts';
import { AlertSwitch } from '@/features/catalog/AlertSwitch';
import { ArchiveButton } from '@/features/catalog/ArchiveButton';
import { ProductFacts } from '@/features/catalog/ProductFacts';
import { BatchesCard } from '@/features/inventory/BatchesCard';
import { LevelCard } from '@/features/inventory/LevelCard';
import { MovementList } from '@/features/inventory/MovementList';
import { OnOrderFact } from '@/features/purchasing/OnOrderFact';
import { MissedSaleButton } from '@/features/sales/MissedSaleButton';
import { ButtonLink } from '@/ui/Button';
import { Loaded } from '@/ui/Loaded';
import { Page } from '@/ui/Page';

export default function ProductPage() {
  const { id } = useParams<{ id: string }>();
  const may = useMay();
  const query = useKnownProduct(id);
  const product = query.data;
  return (
    <Page
      title={product?.name ?? t('products.one')}
      subtitle={product && [product.code, product.category_name].filter(Boolean).join(' · ')}
      back="/products"
      actions={
        product &&
        may('catalog:write') && (
          <ButtonLink to={`/products/${id}/edit`} look="second" icon="edit" compact>
            {t('action.edit')}
          </ButtonLink>
        )
      }
    >
      <Loaded query={query}>
        {(loaded) => (
          <div className="columns">
            <div className="stack">
              <LevelCard productId={id} mayWrite={may('stock:write') && loaded.is_active} seesCost={may('costs:read')} more={<OnOrderFact product={{ id, unit: loaded.unit }} />} />
              {may('alerts:read') && loaded.is_active && <ProductAlerts productId={id}>{may('catalog:write') && <AlertSwitch product={loaded} />}</ProductAlerts>}
              {may('stock:read') && <BatchesCard product={loaded} mayWrite={may('stock:write')} />}
              <ProductFacts product={loaded} seesCost={may('costs:read')} />
              <div className="row wrap">
                {may('stock:read') && loaded.is_active && (
                  <ButtonLink to={`/products/${id}/analysis`} look="second" icon="forecast">
                    {t('outlook.title')}
                  </ButtonLink>
                )}
                {may('sales:read') && (
                  <ButtonLink to={`/sales?product=${id}`} look="second" icon="receipt">
                    {t('product.its_sales')}
                  </ButtonLink>
                )}
                {may('sales:write') && loaded.is_active && <MissedSaleButton product={{ id, name: loaded.name, unit: loaded.unit }} />}
                {may('catalog:write') && <ArchiveButton product={loaded} />}
              </div>
            </div>
            <MovementList productId={id} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}
