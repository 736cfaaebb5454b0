import type { Customer } from '@/kernel/api/types';
import { t } from '@/kernel/i18n';
import { resend, type Operation } from '@/kernel/offline';
import { createCustomer, editCustomer, versionOf, type CustomerFields } from '@/entities/customer/offline';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { TextArea, TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';

type Props = {
  customer: Customer | null;
  /** The operation that the server refused, to be sent again as it is written here. */
  corrects?: Operation;
  onClose: () => void;
};

/** Makes a customer, or edits one; without network as with. */
export function CustomerDialog({ customer, corrects, onClose }: Props) {
  const given: Partial<CustomerFields> = customer ?? (corrects?.payload as Partial<CustomerFields> | undefined) ?? {};
  const form = useForm(
    {
      name: given.name ?? '',
      phone: given.phone ?? '',
      email: given.email ?? '',
      address: given.address ?? '',
      note: given.note ?? '',
    },
    (values) => ({ name: values.name.trim() ? undefined : t('check.required') }),
  );
  const send = async () => {
    const done = await form.submit(async (values) => {
      const text = (value: string) => value.trim() || null;
      const fields = { name: values.name.trim(), phone: text(values.phone), email: text(values.email), address: text(values.address), note: text(values.note) };
      if (corrects) {
        return resend(corrects.op_id, {
          payload: { ...corrects.payload, ...fields },
          label: { title: fields.name, detail: fields.phone ?? undefined },
          effects: corrects.effects.map((effect) => {
            const seen = { name: fields.name, phone: fields.phone };
            return effect.row ? { ...effect, row: { ...effect.row, ...seen } } : { ...effect, set: { ...effect.set, ...seen } };
          }),
        });
      }
      return customer ? editCustomer(customer.id, versionOf(customer), fields) : createCustomer(fields);
    });
    if (!done) return;
    toast(t('saved.customer'));
    onClose();
  };
  return (
    <Dialog
      title={customer || corrects?.type === 'customer.edit' ? t('customers.edit') : t('customers.new')}
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
