import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, take } from '@/kernel/api/client';
import { quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { expiryDay } from '@/entities/product/expiry';
import { Button } from '@/ui/Button';
import { Confirm, Dialog } from '@/ui/Dialog';
import { TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import type { ShownBatch } from './batches';

type Props = { product: { name: string; unit: string }; batch: ShownBatch; onClose: () => void };

/** A date that was read wrongly is put right here, and goods of which nothing is left are taken off the list. */
export function BatchDialog({ product, batch, onClose }: Props) {
  const client = useQueryClient();
  const [leaving, setLeaving] = useState(false);
  const form = useForm({ expires_on: batch.expires_on, lot: batch.lot ?? '' }, (values) => ({
    expires_on: expiryDay(values.expires_on) ? undefined : t('expiry.check'),
  }));
  const params = { path: { batch_id: batch.id } };
  const finish = async (send: () => Promise<unknown>, said: string) => {
    if (!(await form.submit(send))) return;
    void client.invalidateQueries({ queryKey: ['batches'] });
    toast(said);
    onClose();
  };
  const save = () =>
    finish(
      () => take(api.PATCH('/api/v1/stock/batches/{batch_id}', { params, body: { expires_on: form.values.expires_on, lot: form.values.lot.trim() || null } })),
      t('expiry.saved'),
    );
  const forget = () => finish(() => take(api.DELETE('/api/v1/stock/batches/{batch_id}', { params })), t('expiry.forgotten'));
  if (leaving) {
    return (
      <Confirm title={t('expiry.forget')} text={t('expiry.forget_text')} action={t('expiry.forget_action')} busy={form.busy} onConfirm={() => void forget()} onClose={onClose}>
        <FormError error={form.problem} />
      </Confirm>
    );
  }
  return (
    <Dialog
      title={t('expiry.one')}
      onClose={onClose}
      onSubmit={() => void save()}
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
        <p className="strong">
          {product.name} · {quantity(batch.left, product.unit)}
        </p>
        <FormError error={form.problem} />
        <TextField type="date" label={t('expiry.day')} min="2000-01-01" max="2199-12-31" {...form.bind('expires_on')} />
        <TextField label={t('expiry.lot')} optional autoComplete="off" maxLength={60} {...form.bind('lot')} />
        <div className="row">
          <Button look="bad-plain" icon="trash" onClick={() => setLeaving(true)}>
            {t('expiry.forget')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
