import { useState } from 'react';
import { useLocation } from 'wouter';
import { useProfile } from '@/kernel/auth/session';
import { loadEverything, t } from '@/kernel/i18n';
import type { Operation } from '@/kernel/offline';
import { reopenSale } from '@/features/sales/fix';
import { Tray } from '@/features/sync/Tray';
import { Page } from '@/ui/Page';
import { toast } from '@/ui/Toast';
import type Correction from './Correction';


export default function QueuePage() {
  const { user } = useProfile();
  const [, navigate] = useLocation();
  const [open, setOpen] = useState<{ operation: Operation; Form: typeof Correction } | null>(null);
  // Its forms are not part of the first visit: mostly nothing is refused.
  const ask = (operation: Operation) =>
    Promise.all([import('./Correction'), loadEverything()]).then(
      ([{ default: Form }]) => setOpen({ operation, Form }),
      () => toast(t('problem.offline.title'), { bad: true }),
    );
  const fix = (operation: Operation) => () => {
    const { type, payload, op_id } = operation;
    switch (type) {
      case 'sale.record':
        return reopenSale(operation) ? navigate('/sales/new') : toast(t('sale.other_open'), { bad: true });
      case 'product.create':
        return navigate(`/products/new?corrects=${op_id}`);
      case 'product.edit':
        return navigate(`/products/${String(payload.product_id)}/edit?corrects=${op_id}`);
      case 'request.open':
        return navigate(`/requests/new?corrects=${op_id}`);
      default:
        return void ask(operation);
    }
  };
  return (
    <Page title={t('queue.title')} subtitle={t('queue.subtitle')}>
      <Tray fix={fix} me={user.id} />
      {open && <open.Form operation={open.operation} onClose={() => setOpen(null)} />}
    </Page>
  );
}
