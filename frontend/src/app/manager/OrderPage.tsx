import { useLocation, useParams } from 'wouter';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { OrderView } from '@/features/purchasing/OrderView';
import { useOrder } from '@/features/purchasing/useOrder';
import { Loaded } from '@/ui/Loaded';
import { Page } from '@/ui/Page';

export default function OrderPage() {
  const { id } = useParams<{ id: string }>();
  const [, navigate] = useLocation();
  const may = useMay();
  const query = useOrder(id);
  return (
    <Page title={query.data ? (query.data.row.number ?? t('orders.unnumbered')) : t('orders.one')} subtitle={query.data?.supplier} back="/orders">
      <Loaded query={query}>
        {(order) => (
          <OrderView order={order} mayWrite={may('purchases:write')} mayReceive={may('stock:receive')} seesCost={may('costs:read')} onGone={() => navigate('/orders', { replace: true })} />
        )}
      </Loaded>
    </Page>
  );
}
