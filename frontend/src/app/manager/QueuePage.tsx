import { useState } from 'react';
import { useLocation } from 'wouter';
import { useMay } from '@/kernel/auth/permissions';
import { useProfile } from '@/kernel/auth/session';
import { t } from '@/kernel/i18n';
import type { Operation } from '@/kernel/offline';
import { CustomerDialog } from '@/features/customers/CustomerDialog';
import { reopenSale } from '@/features/sales/fix';
import { Tray } from '@/features/sync/Tray';
import { Page } from '@/ui/Page';
import { toast } from '@/ui/Toast';

export default function QueuePage() {
  const { user } = useProfile();
  const may = useMay();
  const [, navigate] = useLocation();
  const [customer, setCustomer] = useState<Operation | null>(null);
  const fix = (operation: Operation) => {
    switch (operation.type) {
      case 'sale.record':
        return () => {
          if (reopenSale(operation)) navigate('/sales/new');
          else toast(t('sale.other_open'), { bad: true });
        };
      case 'customer.create':
      case 'customer.edit':
        return () => setCustomer(operation);
      default:
        return null;
    }
  };
  return (
    <Page title={t('queue.title')} subtitle={t('queue.subtitle')}>
      <Tray fix={fix} me={user.id} />
      {customer && <CustomerDialog customer={null} corrects={customer} mayLimit={may('sales:cancel')} onClose={() => setCustomer(null)} />}
    </Page>
  );
}
