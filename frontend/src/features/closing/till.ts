import type { Till as ServerTill } from '@/kernel/api/types';
import { tenantDay } from '@/kernel/format';
import { isOpen, type Operation } from '@/kernel/offline';

/** The sums of a till without its counts of documents; minor units. */
export type Till = Omit<ServerTill, 'sales' | 'returns' | 'payments'>;

/** What a closing must know of a sale as this phone keeps it. */
export type SaleFacts = {
  id: string;
  status: string;
  payment_method: string;
  occurred_at: string;
  total: number;
  /** Null on a row that this phone made and the server has not yet answered. */
  user_id: string | null;
};

/** Whose till of which day; `userId` null is the whole shop. */
export type Whose = { day: string; userId: string | null };

type Part = Exclude<keyof Till, 'cash' | 'mobile_money' | 'card'>;
type Movement = { part: Part; method: string; amount: number };

export const emptyTill = (): Till => ({
  cash_sales: 0,
  credit_parts: 0,
  credit_payments: 0,
  cash_returns: 0,
  moves_in: 0,
  moves_out: 0,
  cash: 0,
  mobile_money: 0,
  card: 0,
});

function put(till: Till, { part, method, amount }: Movement): void {
  if (method === 'cash') {
    till[part] += amount;
    till.cash += amount;
  } else if (method === 'mobile_money' || method === 'card') till[method] += amount;
}

export function addTills(a: Till, b: Till): Till {
  const sum = emptyTill();
  for (const key of Object.keys(sum) as (keyof Till)[]) sum[key] = a[key] + b[key];
  return sum;
}

const dayOf = (instant: string): string => tenantDay(0, Date.parse(instant));
const number = (value: unknown): number => (typeof value === 'number' ? value : 0);

const saleRow = (operation: Operation) => operation.effects.find(({ kind, row }) => kind === 'sale' && row)?.row as SaleFacts | undefined;

/** What one operation does to a till, on the day to which it belongs; null when it moves none. */
function movementOf(operation: Operation, saleOf: (id: string) => SaleFacts | undefined): (Movement & { day: string }) | null {
  const { type, payload } = operation;
  const day = dayOf(operation.occurred_at);
  if (type === 'credit.pay') return { day, part: 'credit_payments', method: String(payload.method), amount: number(payload.amount) };
  if (type === 'cash.move') {
    const into = payload.type === 'IN';
    return { day, part: into ? 'moves_in' : 'moves_out', method: 'cash', amount: into ? number(payload.amount) : -number(payload.amount) };
  }
  if (type === 'sale.record' && payload.payment_method === 'credit') {
    return { day, part: 'credit_parts', method: String(payload.paid_by ?? 'cash'), amount: number(payload.paid_now) };
  }
  if (type === 'sale.record' || type === 'sale.return') {
    const row = saleRow(operation);
    return row ? { day, part: type === 'sale.record' ? 'cash_sales' : 'cash_returns', method: row.payment_method, amount: row.total } : null;
  }
  if (type === 'sale.cancel') {
    // A cancelled sale never happened: it leaves the day of the sale, not the one of its cancellation.
    const sale = saleOf(String(payload.sale_id));
    return sale ? { day: dayOf(sale.occurred_at), part: sale.total < 0 ? 'cash_returns' : 'cash_sales', method: sale.payment_method, amount: -sale.total } : null;
  }
  return null;
}

/**
 * What the operations of this phone add to a till as the server knew it at `readAt` (ms since 1970): those that have
 * not arrived, and those that arrived after it.
 */
export function addedSince(queue: readonly Operation[], { day, userId }: Whose, readAt: number, saleOf: (id: string) => SaleFacts | undefined): Till {
  const till = emptyTill();
  for (const operation of queue) {
    if (userId !== null && operation.user_id !== userId) continue;
    if (!isOpen(operation) && (operation.acked_at ?? 0) <= readAt) continue;
    const movement = movementOf(operation, saleOf);
    if (movement?.day === day) put(till, movement);
  }
  return till;
}

/**
 * A till as this phone alone knows it: the sales of the day in its copy, and the payments and cash movements that were
 * made on it. What others took in since the copy is missing.
 */
export function knownHere(sales: readonly SaleFacts[], queue: readonly Operation[], { day, userId }: Whose): Till {
  const till = emptyTill();
  const sellers = new Map(queue.flatMap((operation) => (saleRow(operation) ? [[String(operation.payload.id), operation.user_id] as const] : [])));
  for (const { id, status, payment_method, occurred_at, total, user_id } of sales) {
    if (status !== 'completed' || dayOf(occurred_at) !== day) continue;
    if (userId !== null && (user_id ?? sellers.get(id)) !== userId) continue;
    put(till, { part: total < 0 ? 'cash_returns' : 'cash_sales', method: payment_method, amount: total });
  }
  for (const operation of queue) {
    if (userId !== null && operation.user_id !== userId) continue;
    const movement = movementOf(operation, () => undefined);
    if (movement?.day === day && (movement.part === 'credit_parts' || movement.part === 'credit_payments' || operation.type === 'cash.move')) put(till, movement);
  }
  return till;
}

/** A note or coin by its value in minor units; 500 F exists as both. */
export type Piece = { key: string; kind: 'note' | 'coin'; value: number };

const CFA: Piece[] = [
  ...[10_000, 5000, 2000, 1000, 500].map((value): Piece => ({ key: `note_${value}`, kind: 'note', value })),
  ...[500, 250, 200, 100, 50, 25, 10, 5].map((value): Piece => ({ key: `coin_${value}`, kind: 'coin', value })),
];

/** The pieces of a currency; none where only the amount is asked. */
export const piecesOf = (currency: string): Piece[] => (currency === 'XOF' || currency === 'XAF' ? CFA : []);

export const countPieces = (pieces: readonly Piece[], counts: Readonly<Record<string, number>>): number =>
  pieces.reduce((sum, { key, value }) => sum + value * (counts[key] ?? 0), 0);
