import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { StockLevel } from '@/kernel/api/types';
import { mirrorRow, mirrorRows, type Operation } from '@/kernel/offline';
import { chooseDatabase } from '@/kernel/offline/db';
import { holdMirror } from '@/kernel/offline/mirror';
import { owner } from '@/kernel/offline/owner';
import { pullChanges } from '@/kernel/offline/pull';
import { holdQueue, operations } from '@/kernel/offline/queue';
import { levelOf, type ProductRow } from '@/entities/product/mirror';
import { addProduct, cart, changeLine, emptyCart } from './cart';
import { reopenSale } from './fix';
import type { SaleRow } from './local';
import { restateReturn } from './restate';
import { cancelSale, recordMissedSale, recordReturn, recordSale } from './offline';
import { shortfallsOf } from './shortfalls';

const columns = ['id', 'name', 'unit', 'sale_price', 'on_hand', 'min_stock', 'status', 'is_active'];
const rice = ['riz', 'Riz', 'sac', 12_500, 10, 3, 'ok', true];
const salt = ['sel', 'Sel', 'kg', 200, 0, null, 'untracked', true];

let count = 0;
beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  chooseDatabase(`sales-${(count += 1)}`, 'awa');
  await holdQueue();
  await holdMirror();
  const customer = { columns: ['id', 'name', 'balance', 'is_active'], rows: [['fatou', 'Fatou', 1000, true]] };
  await pullChanges(owner.get()!, '', async () => ({ cursor: '1', more: false, reset: true, gone: {}, tables: { product: { columns, rows: [rice, salt] }, customer } }));
});

const shelf = (id: string) => mirrorRow<ProductRow>('product', id)!;
const level = (id: string): StockLevel => levelOf(shelf(id));
function basket(quantity: number) {
  const filled = addProduct(emptyCart(), level('riz'));
  return changeLine(filled, filled.lines[0]!.id, { quantity });
}
const local = (id: string) => mirrorRow<SaleRow>('sale', id)!;
const asSale = (row: SaleRow) =>
  ({
    ...row,
    lines: row.lines.map(([id, product_id, quantity, unit_price, discount, amount, returned]) => ({ id, product_id, product_name: 'Riz', quantity, unit_price, discount, amount, returned })),
  }) as never;

describe('selling without network', () => {
  it('takes the goods off the shelf and judges it anew', async () => {
    const now = basket(8);
    const operation = await recordSale(now);
    expect(operation).toMatchObject({ type: 'sale.record', lane: `sale:${now.id}`, label: { title: 'Riz × 8', amount: 100_000 } });
    expect(operation.payload).not.toHaveProperty('occurred_at');
    expect(level('riz')).toMatchObject({ on_hand: 2, status: 'low' });
    expect(local(now.id)).toMatchObject({ number: null, total: 100_000, status: 'completed' });
    await recordSale(basket(3));
    expect(level('riz')).toMatchObject({ on_hand: -1, status: 'rupture' });
  });

  it('leaves a shelf alone that nobody has counted', async () => {
    await recordSale(addProduct(emptyCart(), level('sel')));
    expect(level('sel')).toMatchObject({ on_hand: 0, status: 'untracked' });
  });

  it('writes a credit down at once', async () => {
    await recordSale({ ...basket(1), payment: 'credit', customer: { id: 'fatou', name: 'Fatou' } });
    expect(mirrorRow('customer', 'fatou')).toMatchObject({ balance: 13_500 });
  });

  it('lowers what is owed by what comes back, or by what was charged', async () => {
    const owed = () => mirrorRow<{ balance: number }>('customer', 'fatou')!.balance;
    const now = { ...basket(4), payment: 'credit' as const, customer: { id: 'fatou', name: 'Fatou' }, terms: { paid_now: 10_000, paid_by: 'cash' as const, due_on: null } };
    await recordSale(now);
    expect(owed()).toBe(41_000);
    const sale = asSale(local(now.id)) as { lines: { id: string }[] };
    const back = await recordReturn(sale as never, [{ line: sale.lines[0] as never, amount: 2 }], '');
    expect(owed()).toBe(16_000);
    const line = sale.lines[0]!.id;
    const corrected = restateReturn(back, { ...back.payload, lines: [{ line_id: line, quantity: 1 }] });
    expect(corrected.label).toMatchObject({ title: 'Riz × 1', amount: -12_500 });
    expect(corrected.effects).toMatchObject([
      { kind: 'sale', id: back.payload.id, row: { total: -12_500, lines: [[expect.any(String), 'riz', -1, 12_500, 0, -12_500, 0]] } },
      { kind: 'sale', id: now.id, set: { lines: [[line, 'riz', 4, 12_500, 0, 50_000, 1]] } },
      { kind: 'product', id: 'riz', add: { on_hand: 1 } },
      { kind: 'customer', id: 'fatou', add: { balance: -12_500 } },
    ]);
    await cancelSale(asSale(local(String(back.payload.id))), 'Erreur');
    expect(owed()).toBe(41_000);
    await cancelSale({ ...(asSale(local(now.id)) as object), paid_now: 10_000 } as never, 'Erreur');
    expect(owed()).toBe(1000);
  });

  it('takes back a part of a sale that the server does not know yet, after it', async () => {
    const now = basket(4);
    const sold = await recordSale(now);
    const sale = asSale(local(now.id)) as { lines: { id: string }[] };
    const back = await recordReturn(sale as never, [{ line: sale.lines[0] as never, amount: 1 }], '');
    expect(back.depends_on).toEqual([sold.op_id]);
    expect(level('riz').on_hand).toBe(7);
    expect(local(now.id).lines[0]![6]).toBe(1);
    expect(mirrorRows<SaleRow>('sale').rows.find(({ kind }) => kind === 'RETURN')).toMatchObject({ total: -12_500, original_sale_id: now.id });

    const cancelled = await cancelSale(asSale(local(now.id)), ' Erreur ');
    expect(cancelled.depends_on).toEqual([sold.op_id]);
    expect(cancelled.payload).toEqual({ sale_id: now.id, reason: 'Erreur' });
    expect(level('riz').on_hand).toBe(10);
    expect(local(now.id).status).toBe('cancelled');
  });

  it('notes a missed sale without moving anything', async () => {
    await recordMissedSale({ id: 'riz', name: 'Riz', unit: 'sac' }, 2);
    expect(level('riz').on_hand).toBe(10);
    expect(operations.get()).toMatchObject([{ type: 'missed_sale.record', payload: { product_id: 'riz', quantity: 2 } }]);
  });

  it('lays a refused sale back into the cart as it was, and never over another', async () => {
    const operation = await recordSale({ ...basket(4), discount: 500, note: 'livrée' });
    cart.set(emptyCart());
    expect(reopenSale(operation)).toBe(true);
    expect(cart.get()).toMatchObject({ id: operation.payload.id, fixes: operation.op_id, discount: 500, note: 'livrée', lines: [{ name: 'Riz', quantity: 4, on_hand: 10 }] });
    expect(reopenSale({ ...operation, op_id: 'another' })).toBe(false);
    await recordSale({ ...cart.get(), discount: 0 });
    // Corrected, not sold twice.
    expect(operations.get()).toHaveLength(1);
    expect(level('riz').on_hand).toBe(6);
  });

  it('says what went below zero', () => {
    const verdict = { id: 'x', status: 'applied', result: { shortfalls: [{ product_id: 'riz', on_hand: -1 }] }, problem: null, current: null };
    expect(shortfallsOf({ type: 'sale.record', verdict } as unknown as Operation)).toBe('Stock négatif : Riz -1. Comptez l’étagère.');
    expect(shortfallsOf({ type: 'sale.record', verdict: null } as unknown as Operation)).toBeNull();
  });
});
