import { exact } from '@/kernel/format/exact';
import { quantity, signed } from '@/kernel/format';
import type { Correction, Effect, Operation } from '@/kernel/offline';

type Restated = Pick<Correction, 'label' | 'effects'>;
type Payload = Operation['payload'];

/** A movement as it is written now. */
export function restateMove({ effects, label }: Operation, payload: Payload): Restated {
  const amount = Number(payload.quantity);
  const by = payload.type === 'EXIT' ? -amount : amount;
  const note = payload.type === 'ENTRY' ? payload.reference : payload.reason;
  return {
    effects: effects.map((effect) => ({ ...effect, add: { ...effect.add, on_hand: by } })),
    label: { ...label, detail: [signed(by), note].filter(Boolean).join(' · ') },
  };
}

type Line = { product_id: string; counted: number };

/** A count as it is written now: what differs from the shelf moves with what was counted. */
export function restateCount({ effects, label, payload: before }: Operation, payload: Payload): Restated {
  const was = new Map((before.lines as Line[]).map(({ product_id, counted }) => [product_id, counted]));
  const lines = payload.lines as Line[];
  const next = lines.flatMap(({ product_id: id, counted }): Effect[] => {
    const known = effects.find((effect) => effect.id === id);
    const on_hand = exact((known?.add?.on_hand ?? 0) + counted - (was.get(id) ?? counted));
    return on_hand !== 0 || known?.set ? [{ ...(known ?? { kind: 'product', id }), add: { on_hand } }] : [];
  });
  return { effects: next, label: lines.length === 1 && was.size === 1 ? { ...label, detail: quantity(lines[0]!.counted) } : label };
}
