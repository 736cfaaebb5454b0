import { expect, it } from 'vitest';
import type { Operation } from '@/kernel/offline';
import { restateCount, restateMove } from './restate';

const operation = (payload: Record<string, unknown>, effects: Operation['effects']) => ({ payload, effects, label: { title: 'Riz' } }) as unknown as Operation;

it('a corrected movement goes the same way', () => {
  const kept = operation({}, [{ kind: 'product', id: 'riz', add: { on_hand: -900 } }]);
  expect(restateMove(kept, { type: 'EXIT', quantity: 9, reason: 'Casse' })).toEqual({
    effects: [{ kind: 'product', id: 'riz', add: { on_hand: -9 } }],
    label: { title: 'Riz', detail: '-9 · Casse' },
  });
});

it('a corrected count differs from the shelf by what was counted', () => {
  const kept = operation({ lines: [{ product_id: 'riz', counted: 100 }, { product_id: 'sel', counted: 5 }, { product_id: 'thé', counted: 1 }] }, [
    { kind: 'product', id: 'riz', add: { on_hand: 90 } },
    { kind: 'product', id: 'thé', add: { on_hand: 0 }, set: { status: 'ok' } },
  ]);
  const { effects } = restateCount(kept, { lines: [{ product_id: 'riz', counted: 10 }, { product_id: 'sel', counted: 7.5 }, { product_id: 'thé', counted: 1 }] });
  expect(effects).toEqual([
    { kind: 'product', id: 'sel', add: { on_hand: 2.5 } },
    { kind: 'product', id: 'thé', add: { on_hand: 0 }, set: { status: 'ok' } },
  ]);
});
