import { t, type MessageKey } from '@/kernel/i18n';
import type { Operation } from '@/kernel/offline';
import { NAMES } from './fields';

/** Fields of what is done, as the dialog that corrects it names them. */
const MORE_NAMES: Record<string, MessageKey> = {
  amount: 'credit.amount',
  channel: 'correct.channel',
  counted: 'stock.counted',
  'day.close.counted': 'closing.counted',
  day: 'correct.day',
  discount: 'sale.discount',
  due_on: 'credit.due_on',
  expected_on: 'correct.expected_on',
  expires_on: 'expiry.day',
  lot: 'expiry.lot',
  method: 'correct.method',
  'mission.step.code': 'correct.client_code',
  opening_float: 'closing.opening',
  paid_now: 'correct.paid_now',
  promised_on: 'credit.promise_day',
  quantity: 'stock.quantity',
  reason: 'sale.reason',
  reference: 'receive.reference',
  'stock.move.reference': 'stock.reference',
  unit_cost: 'stock.unit_cost',
  unit_price: 'product.sale_price',
};

/** What people call a field of an operation. Its words come with `loadEverything`. */
export const fieldName = (field: string, type: Operation['type']): string => {
  const key = MORE_NAMES[`${type}.${field}`] ?? MORE_NAMES[field] ?? NAMES[field];
  return key ? t(key) : field;
};
