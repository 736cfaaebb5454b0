import { day, money } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { mirrorRow, type Correction, type Operation } from '@/kernel/offline';
import { creditBackEffects } from '@/entities/customer/credit';
import type { CustomerRow } from '@/entities/customer/offline';
import type { PaidBy } from '@/entities/customer/PaidBy';

type Restated = Pick<Correction, 'label' | 'effects'>;
type Payload = Operation['payload'];

/** A payment as it is written now. */
export function restatePayment({ label, payload: before }: Operation, payload: Payload): Restated {
  const [id, amount] = [String(payload.customer_id), Number(payload.amount)];
  // What they owed before this payment, which counts on this device until it is sent.
  const owed = (mirrorRow<CustomerRow>('customer', id)?.balance ?? 0) + Number(before.amount);
  return { effects: creditBackEffects(id, owed, amount), label: { ...label, amount, detail: t(`payment.${payload.method as PaidBy}`) } };
}

/** A promise as it is written now. */
export function restatePromise({ effects, label }: Operation, payload: Payload): Restated {
  const on = String(payload.promised_on);
  return {
    effects: effects.map((effect) => ({ ...effect, set: { ...effect.set, promise: on } })),
    label: { ...label, detail: typeof payload.amount === 'number' ? `${day(on)} · ${money(payload.amount)}` : day(on) },
  };
}
