import { tenantDay } from '@/kernel/format';
import type { Effect } from '@/kernel/offline';
import type { CustomerRow } from './offline';

/** When a credit sale without a due day falls due, in days; the server's rule. */
const TERM_DAYS = 30;

export const owes = (row: Pick<CustomerRow, 'balance'> | undefined): number => Math.max(0, row?.balance ?? 0);

/** The day on which money should come: the one promised, else the earliest due day. */
export const expectedOn = ({ promise, oldest_due }: Pick<CustomerRow, 'promise' | 'oldest_due'>): string | null => promise ?? oldest_due ?? null;

export function isLate(row: Pick<CustomerRow, 'balance' | 'promise' | 'oldest_due'>, today: string): boolean {
  const day = expectedOn(row);
  return owes(row) > 0 && day !== null && day < today;
}

/** By how much a customer would be above their limit after buying for `charged` more; 0 within it or without one. */
export function overLimit(row: Pick<CustomerRow, 'balance' | 'credit_limit'> | undefined, charged: number): number {
  const limit = row?.credit_limit;
  if (limit === null || limit === undefined || charged <= 0) return 0;
  return Math.max(0, (row?.balance ?? 0) + charged - limit);
}

/**
 * What a credit sale does to the customer's row until the server's own comes. `charged` is what goes into the carnet:
 * the total less what was paid at once.
 */
export function creditSaleEffects(row: CustomerRow | undefined, customerId: string, charged: number, dueOn: string | null): Effect[] {
  if (!charged) return [];
  const due = dueOn ?? tenantDay(TERM_DAYS);
  const earlier = row && owes(row) > 0 ? row.oldest_due : null;
  return [{ kind: 'customer', id: customerId, add: { balance: charged }, set: { oldest_due: earlier && earlier < due ? earlier : due } }];
}

/**
 * What money or goods that come back do to a customer who owed `owed`: an account may go below zero, and where nothing
 * is owed any more no day is waited for. A negative `amount` is owed again.
 */
export function creditBackEffects(customerId: string, owed: number, amount: number): Effect[] {
  if (!amount) return [];
  const settled = amount > 0 && amount >= owed;
  return [{ kind: 'customer', id: customerId, add: { balance: -amount }, ...(settled ? { set: { oldest_due: null, promise: null } } : {}) }];
}
