import { day, money } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { newId } from '@/kernel/ids';
import { enqueue, type Operation } from '@/kernel/offline';
import { creditBackEffects } from '@/entities/customer/credit';
import type { CustomerRow } from '@/entities/customer/offline';
import type { PaidBy } from '@/entities/customer/PaidBy';

export type Payment = { amount: number; method: PaidBy; note: string };

/** A customer pays of what they owe, or in advance. */
export function recordPayment(customer: CustomerRow, { amount, method, note }: Payment): Promise<Operation> {
  return enqueue({
    type: 'credit.pay',
    lane: `credit:${customer.id}`,
    payload: { id: newId(), customer_id: customer.id, amount, method, note: note.trim() || null },
    needs: [customer.id],
    label: { title: customer.name, amount, detail: t(`payment.${method}`) },
    effects: creditBackEffects(customer.id, customer.balance ?? 0, amount),
  });
}

/** `amount` null: all of it. */
export type Promised = { on: string; amount: number | null };

/** A customer says when they will pay; the last promise counts. */
export const recordPromise = (customer: CustomerRow, { on, amount }: Promised): Promise<Operation> =>
  enqueue({
    type: 'credit.promise',
    lane: `credit:${customer.id}`,
    payload: { id: newId(), customer_id: customer.id, promised_on: on, amount },
    needs: [customer.id],
    label: { title: customer.name, detail: amount === null ? day(on) : `${day(on)} · ${money(amount)}` },
    effects: [{ kind: 'customer', id: customer.id, set: { promise: on } }],
  });
