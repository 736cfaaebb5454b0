import { useState } from 'react';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { ChooseSupplier } from '@/features/purchasing/ChooseSupplier';
import { OpenOrders } from '@/features/purchasing/OpenOrders';
import { OrderHistory } from '@/features/purchasing/OrderHistory';
import { ButtonLink } from '@/ui/Button';
import { Page } from '@/ui/Page';
import { Tabs } from '@/ui/Tabs';

type View = 'open' | 'all';

export default function OrdersPage() {
  const may = useMay();
  const [view, setView] = useState<View>('open');
  return (
    <Page
      title={t('nav.orders')}
      actions={
        <>
          {may('purchases:write') && (
            <ButtonLink to="/orders/new" icon="plus">
              {t('orders.new')}
            </ButtonLink>
          )}
        </>
      }
    >
      <div className="stack">
        <Tabs
          label={t('nav.orders')}
          value={view}
          onChange={setView}
          options={[
            { value: 'open', label: t('orders.open') },
            { value: 'all', label: t('orders.all') },
          ]}
        />
        {view === 'open' ? (
          <div className="columns">
            <div className="stack">
              <OpenOrders />
            </div>
            {may('purchases:write') && <ChooseSupplier onlyShort />}
          </div>
        ) : (
          <OrderHistory seesCost={may('costs:read')} />
        )}
      </div>
    </Page>
  );
}
