import { useState } from 'react';
import type { Supplier } from '@/kernel/api/types';
import { Problem } from '@/kernel/api/problem';
import { currencySign, moneyToText, parseMoney, parseNumber } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { mirrorRow, type Operation } from '@/kernel/offline';
import type { SupplierRow } from '@/entities/supplier/mirror';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { Check, NumberField, TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { changedFields, correctSupplier, createSupplier, editSupplier, type SupplierFields } from './offline';

type Known = SupplierRow & Partial<Pick<Supplier, 'contact_name' | 'email'>>;
type Props = {
  supplier: Known | null;
  /** The operation that the server refused, to be sent again as it is written here. */
  corrects?: Operation;
  onClose: () => void;
  onMade?: (id: string) => void;
};

/** What a refused operation said, on top of the row that it was about. */
function saidBy({ payload }: Operation): Known {
  const row = typeof payload.supplier_id === 'string' ? mirrorRow<SupplierRow>('supplier', payload.supplier_id) : undefined;
  return { ...row, ...payload } as unknown as Known;
}

/** Makes a supplier, or edits one; how long it takes to deliver feeds the advice on when to order. */
export function SupplierDialog({ supplier: known, corrects, onClose, onMade }: Props) {
  // What the person began with, whatever arrives while the dialog is open.
  const [supplier] = useState(() => (corrects ? saidBy(corrects) : known));
  const editing = corrects ? corrects.type === 'supplier.edit' : supplier !== null;
  const form = useForm(
    {
      name: supplier?.name ?? '',
      code: supplier?.code ?? '',
      contact_name: supplier?.contact_name ?? '',
      phone: supplier?.phone ?? '',
      email: supplier?.email ?? '',
      lead_time_days: String(supplier?.lead_time_days ?? 7),
      minimum_order: moneyToText(supplier?.minimum_order),
      is_active: supplier?.is_active ?? true,
    },
    (values) => {
      const days = parseNumber(values.lead_time_days);
      return {
        name: values.name.trim() ? undefined : t('check.required'),
        lead_time_days: days === null || !Number.isInteger(days) || days < 0 || days > 365 ? t('check.days') : undefined,
        minimum_order: Number.isNaN(parseMoney(values.minimum_order)) ? t('check.amount') : undefined,
      };
    },
    corrects?.last_error ? new Problem(corrects.last_error.status, { ...corrects.last_error }) : null,
  );
  const send = async () => {
    let made: string | null = null;
    const done = await form.submit(async (values) => {
      const text = (value: string) => value.trim() || null;
      const fields: SupplierFields = {
        name: values.name.trim(),
        contact_name: text(values.contact_name),
        phone: text(values.phone),
        email: text(values.email),
        lead_time_days: parseNumber(values.lead_time_days)!,
        minimum_order: parseMoney(values.minimum_order),
        ...(values.code.trim() ? { code: values.code.trim() } : {}),
      };
      if (!supplier) made = await createSupplier(fields);
      else {
        const edit = changedFields<SupplierFields>({ contact_name: null, email: null, ...supplier }, editing ? { ...fields, is_active: values.is_active } : fields);
        if (corrects) await correctSupplier(corrects, edit);
        else if (Object.keys(edit).length) await editSupplier(supplier, edit);
      }
    });
    if (!done) return;
    toast(t('saved.supplier'));
    onClose();
    if (made) onMade?.(made);
  };
  return (
    <Dialog
      title={editing ? t('suppliers.edit') : t('suppliers.new')}
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
        <TextField label={t('suppliers.contact')} optional autoComplete="off" {...form.bind('contact_name')} />
        <TextField label={t('field.phone')} optional type="tel" autoComplete="off" {...form.bind('phone')} />
        <TextField label={t('field.email')} optional type="email" autoComplete="off" {...form.bind('email')} />
        <div className="two">
          <NumberField label={t('suppliers.lead_time')} suffix={t('unit.days')} inputMode="numeric" {...form.bind('lead_time_days')} />
          <NumberField label={t('suppliers.minimum')} optional suffix={currencySign()} {...form.bind('minimum_order')} />
        </div>
        <TextField label={t('product.code')} optional={!editing} maxLength={60} {...form.bind('code')} />
        {editing && (
          <Check label={t('suppliers.active')} checked={form.values.is_active} onChange={(event) => form.set('is_active', event.target.checked)} />
        )}
      </div>
    </Dialog>
  );
}
