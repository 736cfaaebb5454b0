import { useQueryClient } from '@tanstack/react-query';
import { api, take } from '@/kernel/api/client';
import type { Customer } from '@/kernel/api/types';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { TextArea, TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';

/** Makes a customer, or edits one. */
export function CustomerDialog({ customer, onClose }: { customer: Customer | null; onClose: () => void }) {
  const client = useQueryClient();
  const form = useForm(
    {
      name: customer?.name ?? '',
      phone: customer?.phone ?? '',
      email: customer?.email ?? '',
      address: customer?.address ?? '',
      note: customer?.note ?? '',
    },
    (values) => ({ name: values.name.trim() ? undefined : t('check.required') }),
  );
  const send = async () => {
    const done = await form.submit(async (values) => {
      const text = (value: string) => value.trim() || null;
      const body = { name: values.name.trim(), phone: text(values.phone), email: text(values.email), address: text(values.address), note: text(values.note) };
      if (!customer) return take(api.POST('/api/v1/customers', { body }));
      return take(
        api.PATCH('/api/v1/customers/{customer_id}', {
          params: { path: { customer_id: customer.id } },
          headers: { 'If-Match': `"${customer.version}"` },
          body,
        }),
      );
    });
    if (!done) return;
    void client.invalidateQueries({ queryKey: ['customers'] });
    toast(t('saved.customer'));
    onClose();
  };
  return (
    <Dialog
      title={customer ? t('customers.edit') : t('customers.new')}
      onClose={onClose}
      onSubmit={() => void send()}
      foot={
        <>
          <Button look="second" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" busy={form.busy}>
            {t('action.save')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <FormError error={form.problem} />
        <TextField label={t('field.name')} autoComplete="off" maxLength={120} {...form.bind('name')} />
        <TextField label={t('field.phone')} optional type="tel" autoComplete="off" {...form.bind('phone')} />
        <TextField label={t('field.email')} optional type="email" autoComplete="off" {...form.bind('email')} />
        <TextField label={t('field.address')} optional autoComplete="off" {...form.bind('address')} />
        <TextArea label={t('field.note')} optional {...form.bind('note')} />
      </div>
    </Dialog>
  );
}
