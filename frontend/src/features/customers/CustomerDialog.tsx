import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { currencySign, moneyToText, parseMoney } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { amended, mirrorRow, resend, type Operation } from '@/kernel/offline';
import { createCustomer, editCustomer, type CustomerFields, type CustomerRow } from '@/entities/customer/offline';
import { customerQuery } from '@/entities/customer/queries';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { NumberField, TextArea, TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';

type Props = {
  customer: CustomerRow | null;
  /** The operation that the server refused, to be sent again as it is written here. */
  corrects?: Operation;
  mayLimit: boolean;
  onClose: () => void;
  onMade?: (id: string) => void;
};

/** Fields that only the server's copy has: null as long as nobody typed into them. */
type Typed = { name: string; phone: string; limit: string; email: string | null; address: string | null; note: string | null };
const EXTRA = ['email', 'address', 'note'] as const;

const trimmed = (text: string) => text.trim() || null;

/** What the form says; a field that nobody touched and nobody knows is left out. */
function fieldsOf(values: Typed): CustomerFields {
  const fields: CustomerFields = { name: values.name.trim(), phone: trimmed(values.phone), credit_limit: parseMoney(values.limit) };
  for (const field of EXTRA) {
    const typed = values[field];
    if (typed !== null) fields[field] = trimmed(typed);
  }
  return fields;
}

/** The fields that differ from what was there: an edit sends nothing else. */
function changesOf(fields: CustomerFields, before: Partial<CustomerFields>): Partial<CustomerFields> {
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => value !== (before[name as keyof CustomerFields] ?? null)));
}

/** Sends a refused operation as it now reads: what it said before, with what was changed here. */
function correct(operation: Operation, fields: CustomerFields, before: Partial<CustomerFields>): Promise<Operation> {
  const changes = changesOf(fields, before);
  const shown = Object.fromEntries(Object.entries(changes).filter(([name]) => name === 'name' || name === 'phone' || name === 'credit_limit'));
  return resend(operation.op_id, {
    payload: { ...operation.payload, ...changes },
    label: { title: fields.name, detail: fields.phone ?? undefined },
    effects: amended(operation.effects, shown),
  });
}

/** Makes a customer, or edits one; on this phone at once, at the server when there is a network. */
export function CustomerDialog({ customer, corrects, mayLimit, onClose, onMade }: Props) {
  const editedId = corrects?.type === 'customer.edit' ? String(corrects.payload.customer_id) : null;
  // What the person sees is what they edit, whatever arrives while they type.
  const [seen] = useState(() => customer ?? (editedId === null ? null : (mirrorRow<CustomerRow>('customer', editedId) ?? null)));
  const { data: details } = useQuery({ ...customerQuery(seen?.id ?? ''), enabled: seen !== null });
  const said: Partial<CustomerFields> = corrects?.payload ?? {};
  const before: Partial<CustomerFields> = { email: details?.email, address: details?.address, note: details?.note, ...seen, ...said };
  const blank = seen ? null : '';
  const form = useForm<Typed>(
    {
      name: before.name ?? '',
      phone: before.phone ?? '',
      limit: moneyToText(before.credit_limit ?? null),
      email: said.email ?? blank,
      address: said.address ?? blank,
      note: said.note ?? blank,
    },
    (values) => {
      const limit = parseMoney(values.limit);
      return {
        name: values.name.trim() ? undefined : t('check.required'),
        email: values.email?.trim() && !/^\S+@\S+\.\S+$/.test(values.email.trim()) ? t('check.email') : undefined,
        limit: limit !== null && !(limit >= 0) ? t('check.amount') : undefined,
      };
    },
  );
  const extra = (field: (typeof EXTRA)[number]) => ({ ...form.bind(field), value: form.values[field] ?? before[field] ?? '' });

  const send = async () => {
    let made: string | null = null;
    const done = await form.submit(async (values) => {
      const fields = fieldsOf(values);
      if (corrects) await correct(corrects, fields, before);
      else if (seen) {
        const changes = changesOf(fields, before);
        if (Object.keys(changes).length) await editCustomer(seen, changes);
      } else made = (await createCustomer({ name: fields.name, ...changesOf(fields, {}) })).id;
    });
    if (!done) return;
    toast(t('saved.customer'));
    onClose();
    if (made) onMade?.(made);
  };
  return (
    <Dialog
      title={seen || editedId ? t('customers.edit') : t('customers.new')}
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
        {!seen || details || corrects ? (
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
