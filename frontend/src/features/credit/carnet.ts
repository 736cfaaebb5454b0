import type { Ageing, CreditEntry } from '@/kernel/api/types';
import { isOpen, type Operation } from '@/kernel/offline';
import { expectedOn, isLate, owes } from '@/entities/customer/credit';
import type { CustomerRow } from '@/entities/customer/offline';

export type Which = 'owing' | 'late' | 'advance';

/** Customers with something in their carnet: the late ones first, the longest late on top, then who owes most. */
export function accountsOf(rows: readonly CustomerRow[], which: Which, today: string): CustomerRow[] {
  const chosen = rows.filter((row) => (which === 'advance' ? (row.balance ?? 0) < 0 : which === 'late' ? isLate(row, today) : owes(row) > 0));
  return chosen.sort((a, b) => {
    const late = Number(isLate(b, today)) - Number(isLate(a, today));
    if (late) return late;
    if (isLate(a, today)) {
      const older = (expectedOn(a) ?? '').localeCompare(expectedOn(b) ?? '');
      if (older) return older;
    }
    return Math.abs(b.balance ?? 0) - Math.abs(a.balance ?? 0) || a.name.localeCompare(b.name);
  });
}

export type Sums = { owed: number; owing: number; late: number; lateAmount: number; advances: number };

export function sumsOf(rows: readonly CustomerRow[], today: string): Sums {
  const sums: Sums = { owed: 0, owing: 0, late: 0, lateAmount: 0, advances: 0 };
  for (const row of rows) {
    const debt = owes(row);
    sums.owed += debt;
    sums.owing += debt > 0 ? 1 : 0;
    sums.advances += Math.max(0, -(row.balance ?? 0));
    if (isLate(row, today)) {
      sums.late += 1;
      sums.lateAmount += debt;
    }
  }
  return sums;
}

/** Days from one calendar day to another, positive when `to` is later. */
export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);

const BUCKETS = ['days_0_30', 'days_31_60', 'days_61_90', 'days_over_90'] as const;
export type Bucket = { key: (typeof BUCKETS)[number]; amount: number; share: number };

/** The four ages of what is owed, each with its part of the whole. */
export function bucketsOf(ageing: Ageing): Bucket[] {
  const whole = BUCKETS.reduce((sum, key) => sum + ageing[key], 0);
  return BUCKETS.map((key) => ({ key, amount: ageing[key], share: whole > 0 ? ageing[key] / whole : 0 }));
}

export type EntryType = CreditEntry['type'];

const TYPES: Partial<Record<Operation['type'], EntryType>> = {
  'sale.record': 'CHARGE',
  'sale.return': 'CREDIT_NOTE',
  'sale.cancel': 'CORRECTION',
  'credit.pay': 'PAYMENT',
};

export type LocalEntry = { operation: Operation; type: EntryType; amount: number };

/**
 * What this phone adds to a customer's entries, the newest first: what has not arrived, and what arrived after the
 * entries were read (`readAt` in ms since 1970) and is not among them.
 */
export function localEntries(queue: readonly Operation[], customerId: string, entries: readonly CreditEntry[], readAt: number): LocalEntry[] {
  const known = new Set(entries.flatMap(({ id, sale_id }) => [id, sale_id]));
  return queue
    .filter((operation) => isOpen(operation) || ((operation.acked_at ?? 0) > readAt && !known.has(String(operation.payload.id))))
    .flatMap((operation) => {
      const type = TYPES[operation.type];
      const effect = operation.effects.find(({ kind, id, add }) => kind === 'customer' && id === customerId && add?.balance);
      return type && effect?.add?.balance ? [{ operation, type, amount: effect.add.balance }] : [];
    })
    .reverse();
}

/** What was promised to be paid, when a part of it was named: the last promise still in the queue, else the server's. */
export function promisedAmount(queue: readonly Operation[], customerId: string, known: number | null): number | null {
  const last = queue.filter((operation) => isOpen(operation) && operation.type === 'credit.promise' && operation.payload.customer_id === customerId).at(-1);
  if (!last) return known;
  return typeof last.payload.amount === 'number' ? last.payload.amount : null;
}
