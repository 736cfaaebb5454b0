import { Redirect, useLocation, useSearchParams } from 'wouter';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { useMirrorRow } from '@/kernel/offline';
import type { SupplierRow } from '@/entities/supplier/mirror';
import { ChooseSupplier } from '@/features/purchasing/ChooseSupplier';
import { NewOrder } from '@/features/purchasing/NewOrder';
import { Page } from '@/ui/Page';

export default function NewOrderPage() {
  const [params] = useSearchParams();
  const [, navigate] = useLocation();
  const may = useMay();
  const supplier = useMirrorRow<SupplierRow>('supplier', params.get('supplier') ?? '');
  if (!may('purchases:write')) return <Redirect to="/orders" />;
  return (
    <Page title={t('orders.new')} subtitle={supplier?.name} back={supplier ? '/orders/new' : '/orders'}>
      {supplier ? (
        <NewOrder key={supplier.id} supplier={supplier} seesCost={may('costs:read')} onSaved={(id) => navigate(`/orders/${id}`, { replace: true })} />
      ) : (
        <ChooseSupplier />
      )}
    </Page>
  );
}
