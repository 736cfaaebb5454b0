import { beforeAll, describe, expect, it } from 'vitest';
import { formatFor } from '@/kernel/format';
import type { Operation } from '@/kernel/offline';
import { addedSince, addTills, countPieces, emptyTill, knownHere, piecesOf, type SaleFacts } from './till';

const DAY = '2026-03-20';
const AT = '2026-03-20T10:00:00Z';
let count = 0;
const operation = (type: Operation['type'], more: Partial<Operation>): Operation =>
  ({ op_id: `o${(count += 1)}`, type, user_id: 'awa', status: 'pending', acked_at: null, payload: {}, effects: [], occurred_at: AT, ...more }) as Operation;

const sale = (id: string, payment_method: string, total: number, more: Partial<Operation> = {}) =>
  operation('sale.record', {
    payload: { id, payment_method },
    effects: [{ kind: 'sale', id, row: { id, payment_method, total, status: 'completed', occurred_at: AT, user_id: null } }],
    ...more,
  });
const onCredit = (id: string, paid_now: number, paid_by?: string) => operation('sale.record', { payload: { id, payment_method: 'credit', paid_now, paid_by } });
const pay = (amount: number, method: string) => operation('credit.pay', { payload: { id: 'p', amount, method } });
const move = (type: string, amount: number) => operation('cash.move', { payload: { id: 'm', type, amount } });
const row = (id: string, more: Partial<SaleFacts>): SaleFacts => ({ id, status: 'completed', payment_method: 'cash', occurred_at: AT, total: 1000, user_id: 'awa', ...more });
const nobody = () => undefined;

beforeAll(() => formatFor({ currency: 'XOF', currency_exponent: 0, time_zone: 'Africa/Dakar' }));

describe('what this phone adds to a till', () => {
  it('puts each operation in its part and its money', () => {
    const back = operation('sale.return', { effects: [{ kind: 'sale', id: 'r', row: { payment_method: 'cash', total: -300 } }] });
    const queue = [sale('a', 'cash', 5000), sale('b', 'mobile_money', 2000), onCredit('c', 700), onCredit('d', 400, 'mobile_money'), pay(1500, 'cash'), move('IN', 100), move('OUT', 900), back];
    expect(addedSince(queue, { day: DAY, userId: null }, 0, nobody)).toEqual({
      ...emptyTill(),
      cash_sales: 5000,
      credit_parts: 700,
      credit_payments: 1500,
      cash_returns: -300,
      moves_in: 100,
      moves_out: -900,
      cash: 6100,
      mobile_money: 2400,
    });
  });

  it('counts nothing that the server’s figure has, of another person or of another day', () => {
    const queue = [
      sale('a', 'cash', 1, { status: 'acked', acked_at: 100 }),
      sale('b', 'cash', 10, { status: 'acked', acked_at: 101 }),
      sale('c', 'cash', 100, { user_id: 'binta' }),
      sale('d', 'cash', 1000, { occurred_at: '2026-03-19T23:59:59Z' }),
      sale('e', 'cash', 10_000, { status: 'rejected' }),
    ];
    expect(addedSince(queue, { day: DAY, userId: 'awa' }, 100, nobody).cash).toBe(10_010);
  });

  it('takes a cancelled sale out of its own day', () => {
    const cancel = (id: string) => operation('sale.cancel', { payload: { sale_id: id } });
    const known: Record<string, SaleFacts> = { today: row('today', {}), before: row('before', { occurred_at: '2026-03-18T10:00:00Z' }) };
    const till = addedSince([cancel('today'), cancel('before'), cancel('unknown')], { day: DAY, userId: null }, 0, (id) => known[id]);
    expect(till.cash).toBe(-1000);
  });
});

describe('a till as this phone alone knows it', () => {
  const rows = [
    row('a', {}),
    row('b', { payment_method: 'credit', total: 9000 }),
    row('c', { status: 'cancelled' }),
    row('d', { occurred_at: '2026-03-19T10:00:00Z' }),
    row('e', { user_id: 'binta', total: 50 }),
    row('f', { user_id: null, total: 20 }),
    row('g', { total: -200 }),
  ];
  const queue = [sale('f', 'cash', 20), pay(500, 'cash'), move('OUT', 100), onCredit('x', 30)];

  it('sums the copied sales and what was done here', () => {
    expect(knownHere(rows, queue, { day: DAY, userId: 'awa' })).toMatchObject({ cash_sales: 1020, cash_returns: -200, credit_payments: 500, credit_parts: 30, moves_out: -100, cash: 1250 });
    expect(knownHere(rows, queue, { day: DAY, userId: null }).cash_sales).toBe(1070);
  });
});

it('sums two tills field by field', () => {
  expect(addTills({ ...emptyTill(), cash: 5, card: 1 }, { ...emptyTill(), cash: 7 })).toMatchObject({ cash: 12, card: 1 });
});

describe('the count', () => {
  it('knows the notes and coins of the CFA franc, and none of others', () => {
    const pieces = piecesOf('XOF');
    expect(countPieces(pieces, { note_10000: 3, note_500: 1, coin_500: 2, coin_5: 1 })).toBe(31_505);
    expect(new Set(pieces.map(({ key }) => key)).size).toBe(pieces.length);
    expect(piecesOf('GBP')).toEqual([]);
  });
});
