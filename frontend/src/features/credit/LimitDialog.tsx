import { currencySign, moneyToText, parseMoney } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { editCustomer, type CustomerRow } from '@/entities/customer/offline';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { NumberField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';

/** How much a customer may owe; an empty field takes the limit away. */
export function LimitDialog({ customer, onClose }: { customer: CustomerRow; onClose: () => void }) {
  // The version that the person sees, not the one that may arrive while they type.
  const form = useForm({ limit: moneyToText(customer.credit_limit ?? null), seen: customer }, (values) => {
    const limit = parseMoney(values.limit);
    return { limit: limit !== null && !(limit >= 0) ? t('check.amount') : undefined };
  });
  const send = async () => {
    const done = await form.submit(({ limit, seen }) => editCustomer(seen, { credit_limit: parseMoney(limit) }));
    if (!done) return;
    toast(t('saved.customer'));
    onClose();
  };
  return (
    <Dialog
      title={t('credit.limit_title')}
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
        <p className="strong">{customer.name}</p>
        <FormError error={form.problem} />
        <NumberField label={t('credit.limit')} optional hint={t('credit.limit_hint')} suffix={currencySign()} autoFocus {...form.bind('limit')} />
      </div>
    </Dialog>
  );
}
