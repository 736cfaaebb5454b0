import { currencySign, day, money, parseMoney, tenantDay } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { owes } from '@/entities/customer/credit';
import type { CustomerRow } from '@/entities/customer/offline';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { NumberField, TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { recordPromise } from './offline';

/** The last day of a month, YYYY-MM-DD: the one of `today`, or of the next when it is today. */
function endOfMonth(today: string): string {
  const [year = 0, month = 0] = today.split('-').map(Number);
  const end = (months: number) => new Date(Date.UTC(year, month + months, 0)).toISOString().slice(0, 10);
  return end(0) === today ? end(1) : end(0);
}

/** Writes down when a customer says that they will pay. */
export function PromiseDialog({ customer, onClose }: { customer: CustomerRow; onClose: () => void }) {
  const today = tenantDay();
  const form = useForm({ on: '', amount: '' }, (values) => {
    const amount = parseMoney(values.amount);
    return {
      on: values.on === '' || values.on < today ? t('credit.check_day') : undefined,
      amount: amount !== null && !(amount > 0) ? t('check.amount') : undefined,
    };
  });
  const send = async () => {
    const done = await form.submit(({ on, amount }) => recordPromise(customer, { on, amount: parseMoney(amount) }));
    if (!done) return;
    toast(t('credit.promise_saved', { day: day(form.values.on) }));
    onClose();
  };
  const quick = [
    { label: t('credit.in_days', { count: 3 }), on: tenantDay(3) },
    { label: t('credit.in_days', { count: 7 }), on: tenantDay(7) },
    { label: t('credit.end_of_month'), on: endOfMonth(today) },
  ];
  return (
    <Dialog
      title={t('credit.promise')}
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
        <div className="row between">
          <span className="strong">{customer.name}</span>
          <span className="num">{t('credit.owes', { amount: money(owes(customer)) })}</span>
        </div>
        <FormError error={form.problem} />
        <div className="row wrap" style={{ gap: 8 }}>
          {quick.map(({ label, on }) => (
            <button key={label} type="button" className="chip" aria-pressed={form.values.on === on} onClick={() => form.set('on', on)}>
              {label}
            </button>
          ))}
        </div>
        <TextField type="date" label={t('credit.promise_day')} min={today} {...form.bind('on')} />
        <NumberField label={t('credit.promise_amount')} optional hint={t('credit.promise_amount_hint')} suffix={currencySign()} {...form.bind('amount')} />
      </div>
    </Dialog>
  );
}
