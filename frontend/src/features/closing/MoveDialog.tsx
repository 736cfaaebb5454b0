import { currencySign, money, parseMoney } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { Choices, NumberField, TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { moveCash } from './offline';

/** Money that enters or leaves the till without a sale: change from the bank, a delivery paid, the owner's taking. */
export function MoveDialog({ onClose }: { onClose: () => void }) {
  const form = useForm({ type: 'OUT' as 'IN' | 'OUT', amount: '', reason: '' }, (values) => {
    const amount = parseMoney(values.amount);
    return {
      amount: amount === null || Number.isNaN(amount) || amount <= 0 ? t('check.amount') : undefined,
      reason: values.reason.trim() ? undefined : t('check.required'),
    };
  });
  const send = async () => {
    const amount = parseMoney(form.values.amount) ?? 0;
    const done = await form.submit(({ type, reason }) => moveCash({ type, amount, reason }));
    if (!done) return;
    toast(t('closing.move_saved', { amount: money(amount) }));
    onClose();
  };
  return (
    <Dialog
      title={t('closing.move')}
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
        <Choices
          label={t('closing.move_type')}
          name="move"
          value={form.values.type}
          onChange={(type) => form.set('type', type)}
          choices={[
            { value: 'OUT', label: t('closing.move.OUT'), icon: 'arrowUp' },
            { value: 'IN', label: t('closing.move.IN'), icon: 'arrowDown' },
          ]}
        />
        <NumberField label={t('credit.amount')} suffix={currencySign()} {...form.bind('amount')} />
        <TextField label={t('sale.reason')} maxLength={300} placeholder={t('closing.reason_hint')} {...form.bind('reason')} />
      </div>
    </Dialog>
  );
}
