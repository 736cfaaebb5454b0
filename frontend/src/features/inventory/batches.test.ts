import { describe, expect, it } from 'vitest';
import type { Batch } from '@/kernel/api/types';
import type { Operation } from '@/kernel/offline';
import { shownBatches } from './batches';

const batch = (id: string, expires_on: string, left: number): Batch => ({ id, product_id: 'lait', code: 'P', product_name: 'Lait', unit: 'boîte', left, expires_on, lot: null, received_at: '' });
const operation = (type: string, payload: Record<string, unknown>, status = 'pending', acked_at: number | null = null) => ({ type, payload, status, acked_at }) as unknown as Operation;
const shown = (kept: Batch[], onHand: number | undefined, queue: Operation[]) => shownBatches({ kept, at: 1000, productId: 'lait', onHand }, queue);
const brief = (batches: ReturnType<typeof shownBatches>) => batches.map(({ id, left, sent }) => [id, left, sent]);

describe('the batches of a product', () => {
  const kept = [batch('a', '2027-01-31', 4), batch('b', '2027-03-31', 10)];

  it('lose what was sold on this phone, the soonest first', () => {
    expect(brief(shown(kept, 11.5, []))).toEqual([['a', 1.5, true], ['b', 10, true]]);
    expect(brief(shown(kept, 9, []))).toEqual([['b', 9, true]]);
    expect(brief(shown(kept, 200, []))).toEqual([['a', 4, true], ['b', 10, true]]);
    expect(brief(shown(kept, undefined, []))).toEqual([['a', 4, true], ['b', 10, true]]);
  });

  it('show what came in on this phone until the server has it', () => {
    const line = { id: 'c', product_id: 'lait', quantity: 6, expires_on: '2027-02-28', lot: 'L1' };
    const received = { lines: [line, { ...line, id: 'd', product_id: 'riz' }, { ...line, id: 'e', expires_on: undefined }] };
    const entry = { ...line, id: 'f', type: 'ENTRY', expires_on: '2026-12-31' };
    const queue = [operation('receipt.record', received), operation('stock.move', entry), operation('stock.move', { ...entry, id: 'g', type: 'EXIT' }), operation('stock.move', { ...entry, id: 'h' }, 'acked', 900)];
    expect(brief(shown(kept, 26, queue))).toEqual([['f', 6, false], ['a', 4, true], ['c', 6, false], ['b', 10, true]]);
    // It has arrived, and the server has not been asked since.
    expect(brief(shown(kept, 16, [operation('stock.move', entry, 'acked', 1100)]))).toEqual([['f', 2, true], ['a', 4, true], ['b', 10, true]]);
    expect(brief(shown([...kept, batch('c', '2027-02-28', 6)], 16, queue))).toEqual([['c', 6, true], ['b', 10, true]]);
  });
});
