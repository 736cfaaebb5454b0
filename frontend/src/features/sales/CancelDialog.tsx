import type { Sale } from '@/kernel/api/types';
import { t } from '@/kernel/i18n';
import { Confirm } from '@/ui/Dialog';
import { TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { cancelSale } from './offline';

/** Cancels a sale with its reason; both stay in the books. */
export function CancelDialog({ sale, onClose }: { sale: Sale; onClose: () => void }) {
  const form = useForm({ reason: '' }, ({ reason }) => ({ reason: reason.trim() ? undefined : t('check.required') }));
  const send = async () => {
    const done = await form.submit(({ reason }) => cancelSale(sale, reason));
    if (!done) return;
    toast(t('sale.cancelled'));
    onClose();
  };
  return (
    <Confirm title={t('sale.cancel')} text={t('sale.cancel_text')} action={t('sale.cancel')} busy={form.busy} onConfirm={() => void send()} onClose={onClose}>
      <FormError error={form.problem} />
      <TextField label={t('sale.reason')} maxLength={300} {...form.bind('reason')} />
    </Confirm>
  );
}
