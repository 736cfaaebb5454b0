import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'wouter';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { useMirror } from '@/kernel/offline';
import { suppliersQuery } from '@/entities/product/queries';
import type { SupplierRow } from '@/entities/supplier/mirror';
import { SupplierDialog } from '@/features/catalog/SupplierDialog';
import { SupplierView } from '@/features/purchasing/SupplierView';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Page } from '@/ui/Page';
import { EmptyState, SkeletonList } from '@/ui/states';

export default function SupplierPage() {
  const { id } = useParams<{ id: string }>();
  const may = useMay();
  const { byId, loading, complete } = useMirror<SupplierRow>('supplier');
  // Contact and e-mail are kept by the server alone.
  const asked = useQuery(suppliersQuery()).data?.items.find((one) => one.id === id);
  const [editing, setEditing] = useState(false);
  const supplier = byId.get(id) ?? asked;
  return (
    <Page
      title={supplier?.name ?? t('product.supplier')}
      subtitle={supplier?.code}
      back="/suppliers"
      actions={
        supplier &&
        may('catalog:write') && (
          <Button look="second" icon="edit" compact onClick={() => setEditing(true)}>
            {t('action.edit')}
          </Button>
        )
      }
    >
      {supplier ? (
        <SupplierView
          supplier={supplier}
          contact={asked?.contact_name ?? null}
          seesOrders={may('purchases:read')}
          mayOrder={may('purchases:write') && supplier.is_active}
          mayReceive={may('stock:receive')}
        />
      ) : loading || !complete ? (
        <SkeletonList />
      ) : (
        <Card>
          <EmptyState icon="building" title={t('not_found.title')} text={t('not_found.text')} />
        </Card>
      )}
      {editing && supplier && <SupplierDialog supplier={{ ...supplier, contact_name: asked?.contact_name ?? null, email: asked?.email ?? null }} onClose={() => setEditing(false)} />}
    </Page>
  );
}
