import { exact } from '@/kernel/format/exact';
import { quantity } from '@/kernel/format';
import { mirrorRow, type Correction, type Effect, type Operation } from '@/kernel/offline';
import { creditBackEffects } from '@/entities/customer/credit';
import type { CustomerRow } from '@/entities/customer/offline';
import type { ProductRow } from '@/entities/product/mirror';
import type { LineRow } from './local';

type Restated = Pick<Correction, 'label' | 'effects'>;
type Payload = Operation['payload'];
type Line = { line_id: string; quantity: number };

/** A return as it is written now: its lines, the goods on the shelf, the sale and the customer's carnet. */
export function restateReturn({ effects, label, payload: before }: Operation, payload: Payload): Restated {
  const was = before.lines as Line[];
  const is = new Map((payload.lines as Line[]).map((line) => [line.line_id, line.quantity]));
  const shown = effects.find(({ row }) => row);
  // The lines that the return shows stand in the order of those that were sent.
  const lines = ((shown?.row?.lines ?? []) as LineRow[]).flatMap(([id, product, sold, price, discount, amount, returned], index): LineRow[] => {
    const now = is.get(was[index]?.line_id ?? '');
    return now === undefined ? [] : [[id, product, -now, price, discount, Math.round((amount * now) / -sold), returned]];
  });
  const total = lines.reduce((sum, [, , , , , amount]) => sum + amount, 0);
  const back = new Map<string, number>();
  for (const [, product, amount] of lines) back.set(product, exact((back.get(product) ?? 0) - amount));
  const credited = effects.find(({ kind }) => kind === 'customer');
  // What they owed before this return, which counts on this device until it is sent.
  const owed = credited ? (mirrorRow<CustomerRow>('customer', credited.id)?.balance ?? 0) - (credited.add?.balance ?? 0) : 0;
  const next = effects.flatMap((effect): Effect[] => {
    if (effect === shown) return [{ ...effect, row: { ...effect.row, lines, total } }];
    if (effect.kind === 'sale') {
      const sold = ((effect.set?.lines ?? []) as LineRow[]).map(([id, product, amount, price, discount, sum, returned]): LineRow => {
        const old = was.find(({ line_id }) => line_id === id)?.quantity ?? 0;
        return [id, product, amount, price, discount, sum, exact(returned - old + (is.get(id) ?? 0))];
      });
      return [{ ...effect, set: { ...effect.set, lines: sold } }];
    }
    return [];
  });
  const shelves = [...back].flatMap(([id, on_hand]) => (effects.some((effect) => effect.kind === 'product' && effect.id === id) ? [{ kind: 'product', id, add: { on_hand } }] : []));
  return {
    effects: [...next, ...shelves, ...(credited ? creditBackEffects(credited.id, owed, -total) : [])],
    label: { ...label, title: lines.map(([, product, amount]) => `${mirrorRow<ProductRow>('product', product)?.name ?? '—'} × ${quantity(-amount)}`).join(', '), amount: total },
  };
}

export const restateCancel = ({ effects, label }: Operation, payload: Payload): Restated => ({ effects, label: { ...label, detail: String(payload.reason) } });

export const restateMissed = ({ effects, label }: Operation, payload: Payload): Restated => ({ effects, label: { ...label, detail: quantity(Number(payload.quantity)) } });
