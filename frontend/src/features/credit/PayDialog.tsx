import { currencySign, money, moneyToText, parseMoney } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { owes } from '@/entities/customer/credit';
import type { CustomerRow } from '@/entities/customer/offline';
import { PaidByChips, type PaidBy } from '@/entities/customer/PaidBy';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { NumberField, TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { recordPayment } from './offline';

/** Takes what a customer pays; it is on the phone at once and goes to the server by itself. */
export function PayDialog({ customer, onClose }: { customer: CustomerRow; onClose: () => void }) {
  const owed = owes(customer);
  const form = useForm({ amount: '', method: 'cash' as PaidBy, note: '' }, (values) => {
    const amount = parseMoney(values.amount);
    return { amount: amount === null || Number.isNaN(amount) || amount <= 0 ? t('check.amount') : undefined };
  });
  const typed = parseMoney(form.values.amount);
  const amount = typed !== null && typed > 0 ? typed : 0;
  const left = (customer.balance ?? 0) - amount;

  const send = async () => {
    const done = await form.submit(({ method, note }) => recordPayment(customer, { amount, method, note }));
    if (!done) return;
    toast(t('credit.payment_saved', { amount: money(amount) }));
    onClose();
  };
  return (
    <Dialog
      title={t('credit.pay')}
      onClose={onClose}
      onSubmit={() => void send()}
      foot={
        <>
          <Button look="second" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" busy={form.busy}>
            {amount ? t('credit.take', { amount: money(amount) }) : t('credit.take_none')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <div className="row between">
          <span className="strong">{customer.name}</span>
          <span className="num">{owed ? t('credit.owes', { amount: money(owed) }) : t('credit.owes_nothing')}</span>
        </div>
        <FormError error={form.problem} />
        <NumberField
          label={t('credit.amount')}
          suffix={currencySign()}
          autoFocus
          hint={amount > 0 ? (left > 0 ? t('credit.left_after', { amount: money(left) }) : left < 0 ? t('credit.ahead_after', { amount: money(-left) }) : t('credit.settled_after')) : undefined}
          {...form.bind('amount')}
        />
        {owed > 0 && amount !== owed && (
          <div className="row wrap">
            <button type="button" className="chip" onClick={() => form.set('amount', moneyToText(owed))}>
              {t('credit.all_of_it', { amount: money(owed) })}
            </button>
          </div>
        )}
        <PaidByChips value={form.values.method} onChange={(method) => form.set('method', method)} />
        <TextField label={t('field.note')} optional maxLength={300} {...form.bind('note')} />
      </div>
    </Dialog>
  );
}
