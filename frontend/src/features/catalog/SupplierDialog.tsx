import { useQueryClient } from '@tanstack/react-query';
import { api, take } from '@/kernel/api/client';
import type { Supplier } from '@/kernel/api/types';
import { currencySign, moneyToText, parseMoney, parseNumber } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { Check, NumberField, TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { catalogChanged } from './queries';

/** Makes a supplier, or edits one; how long it takes to deliver feeds the advice on when to order. */
export function SupplierDialog({ supplier, onClose }: { supplier: Supplier | null; onClose: () => void }) {
  const client = useQueryClient();
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
        lead_time_days: days === null || !Number.isInteger(days) || days < 0 ? t('check.days') : undefined,
        minimum_order: Number.isNaN(parseMoney(values.minimum_order)) ? t('check.amount') : undefined,
      };
    },
  );
  const send = async () => {
    const done = await form.submit(async (values) => {
      const text = (value: string) => value.trim() || null;
      const body = {
        name: values.name.trim(),
        contact_name: text(values.contact_name),
        phone: text(values.phone),
        email: text(values.email),
        lead_time_days: parseNumber(values.lead_time_days)!,
        minimum_order: parseMoney(values.minimum_order),
        ...(values.code.trim() ? { code: values.code.trim() } : {}),
      };
      if (!supplier) return take(api.POST('/api/v1/suppliers', { body }));
      return take(
        api.PATCH('/api/v1/suppliers/{supplier_id}', {
          params: { path: { supplier_id: supplier.id } },
          headers: { 'If-Match': `"${supplier.version}"` },
          body: { ...body, is_active: values.is_active },
        }),
      );
    });
    if (!done) return;
    catalogChanged(client);
    toast(t('saved.supplier'));
    onClose();
  };
  return (
    <Dialog
      title={supplier ? t('suppliers.edit') : t('suppliers.new')}
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
        <TextField label={t('product.code')} optional={!supplier} maxLength={60} {...form.bind('code')} />
        {supplier && (
          <Check label={t('suppliers.active')} checked={form.values.is_active} onChange={(event) => form.set('is_active', event.target.checked)} />
        )}
      </div>
    </Dialog>
  );
}
