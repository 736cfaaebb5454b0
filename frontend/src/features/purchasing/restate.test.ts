import { describe, expect, it } from 'vitest';
import type { Operation } from '@/kernel/offline';
import { restateOrder, restateReceipt } from './restate';

const operation = (payload: Record<string, unknown>, effects: Operation['effects']) => ({ payload, effects, label: { title: 'Sococim', amount: 1 } }) as unknown as Operation;

describe('a corrected receipt', () => {
  const lines = [
    { id: 'a', product_id: 'riz', quantity: 100, unit_cost: 10 },
    { id: 'b', product_id: 'sel', quantity: 2, unit_cost: 5 },
  ];
  const kept = operation({ lines }, [
    { kind: 'product', id: 'riz', add: { on_hand: 100 }, set: { status: 'ok' } },
    { kind: 'product', id: 'sel', add: { on_hand: 2 } },
    { kind: 'order', id: 'o', set: { status: 'received', lines: [['1', 'riz', 10, 100, 10], ['2', 'sel', 2, 2, 5]] }, add: { version: 1 } },
  ]);

  it('puts on the shelf and into the order what it says now', () => {
    const { effects, label } = restateReceipt(kept, { lines: [{ ...lines[0], quantity: 4 }, lines[1]] });
    expect(effects).toEqual([
      { kind: 'product', id: 'riz', add: { on_hand: 4 }, set: { status: 'ok' } },
      { kind: 'product', id: 'sel', add: { on_hand: 2 } },
      { kind: 'order', id: 'o', set: { status: 'partly_received', lines: [['1', 'riz', 10, 4, 10], ['2', 'sel', 2, 2, 5]] }, add: { version: 1 } },
    ]);
    expect(label).toMatchObject({ amount: 50 });
  });

  it('forgets a line that is left out', () => {
    const { effects } = restateReceipt(kept, { lines: [lines[1]] });
    expect(effects!.map(({ id }) => id)).toEqual(['sel', 'o']);
    expect(effects![1]!.set).toMatchObject({ status: 'partly_received', lines: [['1', 'riz', 10, 0, 10], ['2', 'sel', 2, 2, 5]] });
  });
});

it('a corrected order shows its new quantities', () => {
  const row = { expected_on: null, note: null, lines: [['l', 'riz', 1e9, 0, 10], ['m', 'sel', 1, 0, 5]] };
  const { effects, label } = restateOrder(operation({}, [{ kind: 'order', id: 'o', row }]), { expected_on: '2026-01-02', note: null, lines: [{ id: 'l', product_id: 'riz', quantity: 3 }] });
  expect(effects![0]!.row).toEqual({ expected_on: '2026-01-02', note: null, lines: [['l', 'riz', 3, 0, 10]] });
  expect(label).toMatchObject({ amount: 30 });
});
