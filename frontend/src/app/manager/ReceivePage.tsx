import { Redirect, useLocation, useSearchParams } from 'wouter';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { OpenOrders } from '@/features/purchasing/OpenOrders';
import { Receive } from '@/features/purchasing/Receive';
import { ReceiptsList } from '@/features/purchasing/ReceiptsList';
import { useOrder } from '@/features/purchasing/useOrder';
import { Loaded } from '@/ui/Loaded';
import { Page } from '@/ui/Page';

export default function ReceivePage() {
  const [params] = useSearchParams();
  const [, navigate] = useLocation();
  const may = useMay();
  const orderId = params.get('order');
  if (!may('stock:receive')) return <Redirect to="/" />;
  if (orderId) return <OfOrder id={orderId} seesCost={may('costs:read')} onDone={() => navigate(`/orders/${orderId}`, { replace: true })} />;
  return (
    <Page title={t('nav.receive')} subtitle={t('receive.subtitle')}>
      <div className="columns">
        <Receive key={params.get('supplier')} order={null} supplierId={params.get('supplier')} seesCost={may('costs:read')} onDone={() => scrollTo(0, 0)} />
        <div className="stack">
          {may('purchases:read') && <OpenOrders />}
          <ReceiptsList seesCost={may('costs:read')} />
        </div>
      </div>
    </Page>
  );
}

function OfOrder({ id, seesCost, onDone }: { id: string; seesCost: boolean; onDone: () => void }) {
  const query = useOrder(id);
  const order = query.data;
  return (
    <Page title={t('nav.receive')} subtitle={order && [order.row.number, order.supplier].filter(Boolean).join(' · ')} back={`/orders/${id}`}>
      <Loaded query={query}>{({ row, supplier }) => <Receive order={{ row, supplier }} supplierId={row.supplier_id} seesCost={seesCost} onDone={onDone} />}</Loaded>
    </Page>
  );
}
