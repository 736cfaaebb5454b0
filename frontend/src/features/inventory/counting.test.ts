import { describe, expect, it } from 'vitest';
import type { Operation } from '@/kernel/offline';
import type { ProductRow } from '@/entities/product/mirror';
import { addToSheet, enter, groups, movedSince, newSheet, review, sums } from './counting';

const product = (id: string, on_hand: number, more: Partial<ProductRow> = {}) =>
  ({ id, name: id, unit: 'sac', on_hand, average_cost: 1000, status: 'ok', is_active: true, shelf: null, ...more }) as ProductRow;
const rows = [product('riz', 10), product('huile', 4.5), product('sel', 0, { status: 'untracked', average_cost: null })];
const byId = new Map(rows.map((row) => [row.id, row]));
const nine = '2026-11-20T09:00:00.000Z';

describe('a count', () => {
  it('compares what was found with what was expected, the dearest difference first', () => {
    let now = newSheet('A', { shelf: 'A' }, ['riz', 'huile', 'sel']);
    now = enter(now, 'riz', 8, nine);
    now = enter(now, 'huile', 4.6, nine);
    const lines = review(now, byId, new Map());
    expect(lines.map(({ product_id, difference, value }) => [product_id, difference, value])).toEqual([
      ['riz', -2, -2000],
      ['huile', 0.1, 100],
    ]);
    expect(sums(lines)).toEqual({ differing: 2, missing: -2000, surplus: 100 });
  });

  it('leaves out what nobody entered, and zero is an entry', () => {
    let now = enter(newSheet('A', null, ['riz', 'huile']), 'riz', 0, nine);
    expect(review(now, byId, new Map())).toMatchObject([{ product_id: 'riz', counted: 0, difference: -10 }]);
    now = enter(now, 'riz', null);
    expect(review(now, byId, new Map())).toEqual([]);
  });

  it('knows what was sold, returned and received between counting and confirming', () => {
    const now = enter(newSheet('A', null, ['riz']), 'riz', 8, nine);
    const sale = (occurred_at: string, quantity: number, status = 'completed') => ({ status, occurred_at, lines: [['l', 'riz', quantity, 0, 0, 0, 0]] });
    const operation = (type: string, payload: object) => ({ type, payload, occurred_at: '2026-11-20T09:30:00Z' }) as Operation;
    const moved = movedSince(
      now.entries,
      [sale('2026-11-20T08:59:00Z', 5), sale('2026-11-20T09:10:00Z', 3), sale('2026-11-20T09:20:00Z', -1), sale('2026-11-20T09:20:00Z', 2, 'cancelled')],
      [
        operation('stock.move', { product_id: 'riz', type: 'EXIT', quantity: 1 }),
        operation('receipt.record', { lines: [{ product_id: 'riz', quantity: 12 }] }),
        operation('stock.move', { product_id: 'huile', type: 'EXIT', quantity: 1 }),
      ],
    );
    expect([...moved]).toEqual([['riz', 9]]);
    expect(review(now, byId, moved)[0]).toMatchObject({ counted: 17, moved: 9, difference: 7 });
  });

  it('takes a product on only once', () => {
    const now = addToSheet(addToSheet(newSheet('A', null, []), 'riz'), 'riz');
    expect(now.ids).toEqual(['riz']);
  });

  it('groups the shop by shelf', () => {
    const placed = [product('a', 1, { shelf: 'B 10' }), product('b', 1, { shelf: 'B 2' }), product('c', 1, { shelf: 'B 2' }), product('d', 1, { shelf: 'B 2', is_active: false }), product('e', 1)];
    const found = groups(placed, ({ shelf }) => (shelf ? { key: shelf, name: shelf } : null));
    expect(found.map(({ name, ids }) => [name, ids.length])).toEqual([['B 2', 2], ['B 10', 1]]);
  });
});
