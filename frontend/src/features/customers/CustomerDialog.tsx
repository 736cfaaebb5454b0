import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Customer } from '@/kernel/api/types';
import { currencySign, moneyToText, parseMoney } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { createCustomer, editCustomer, type CustomerFields, type CustomerRow } from '@/entities/customer/offline';
import { customerQuery } from '@/entities/customer/queries';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { NumberField, TextArea, TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';

type Props = { customer: CustomerRow | null; mayLimit: boolean; onClose: () => void; onMade?: (id: string) => void };

/** Fields that only the server's copy has: null as long as nobody typed into them. */
type Typed = { name: string; phone: string; limit: string; email: string | null; address: string | null; note: string | null };
const EXTRA = ['email', 'address', 'note'] as const;

const trimmed = (text: string) => text.trim() || null;

/** What was typed that differs from what was there; an edit sends nothing else. */
function changesOf(values: Typed, seen: CustomerRow, details: Customer | undefined): Partial<CustomerFields> {
  const changes: Partial<CustomerFields> = {};
  if (values.name.trim() !== seen.name) changes.name = values.name.trim();
  if (trimmed(values.phone) !== seen.phone) changes.phone = trimmed(values.phone);
  const limit = parseMoney(values.limit);
  if (limit !== (seen.credit_limit ?? null)) changes.credit_limit = limit;
  for (const field of EXTRA) {
    const typed = values[field];
    if (typed !== null && trimmed(typed) !== (details?.[field] ?? null)) changes[field] = trimmed(typed);
  }
  return changes;
}

/** Makes a customer, or edits one; on this phone at once, at the server when there is a network. */
export function CustomerDialog({ customer, mayLimit, onClose, onMade }: Props) {
  // What the person sees is what they edit, whatever arrives while they type.
  const [seen] = useState(customer);
  const { data: details } = useQuery({ ...customerQuery(seen?.id ?? ''), enabled: seen !== null });
  const blank = seen ? null : '';
  const form = useForm<Typed>(
    { name: seen?.name ?? '', phone: seen?.phone ?? '', limit: moneyToText(seen?.credit_limit ?? null), email: blank, address: blank, note: blank },
    (values) => {
      const limit = parseMoney(values.limit);
      return {
        name: values.name.trim() ? undefined : t('check.required'),
        email: values.email?.trim() && !/^\S+@\S+\.\S+$/.test(values.email.trim()) ? t('check.email') : undefined,
        limit: limit !== null && !(limit >= 0) ? t('check.amount') : undefined,
      };
    },
  );
  const extra = (field: (typeof EXTRA)[number]) => ({ ...form.bind(field), value: form.values[field] ?? details?.[field] ?? '' });

  const send = async () => {
    let made: string | null = null;
    const done = await form.submit(async (values) => {
      if (seen) {
        const changes = changesOf(values, seen, details);
        if (Object.keys(changes).length) await editCustomer(seen, changes);
        return;
      }
      const limit = parseMoney(values.limit);
      const fields: CustomerFields = { name: values.name.trim(), phone: trimmed(values.phone) };
      for (const field of EXTRA) fields[field] = trimmed(values[field] ?? '');
      if (limit !== null) fields.credit_limit = limit;
      made = (await createCustomer(fields)).id;
    });
    if (!done) return;
    toast(t('saved.customer'));
    onClose();
    if (made) onMade?.(made);
  };
  return (
    <Dialog
      title={seen ? t('customers.edit') : t('customers.new')}
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
        <TextField label={t('field.phone')} optional type="tel" autoComplete="off" maxLength={30} {...form.bind('phone')} />
        {mayLimit && <NumberField label={t('credit.limit')} optional hint={t('credit.limit_hint')} suffix={currencySign()} {...form.bind('limit')} />}
        {!seen || details ? (
          <>
            <TextField label={t('field.email')} optional type="email" autoComplete="off" maxLength={200} {...extra('email')} />
            <TextField label={t('field.address')} optional autoComplete="off" maxLength={300} {...extra('address')} />
            <TextArea label={t('field.note')} optional {...extra('note')} />
          </>
        ) : (
          <p className="soft">{t('customers.rest_online')}</p>
        )}
      </div>
    </Dialog>
  );
}
