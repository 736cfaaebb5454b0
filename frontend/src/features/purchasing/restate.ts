import { exact } from '@/kernel/format/exact';
import { t } from '@/kernel/i18n';
import type { Correction, Effect, Operation } from '@/kernel/offline';
import type { OrderRow } from '@/entities/order/mirror';
import type { Channel } from './offline';

type Restated = Pick<Correction, 'label' | 'effects'>;
type Payload = Operation['payload'];
type Line = { id: string; product_id: string; quantity: number; unit_cost?: number | null };
type OrderLines = OrderRow['lines'];

const linesOf = (payload: Payload) => payload.lines as Line[];
const worth = (lines: readonly { quantity: number; unit_cost?: number | null }[]): number | undefined =>
  lines.reduce<number | undefined>((sum, { quantity, unit_cost }) => (sum === undefined || unit_cost === null || unit_cost === undefined ? undefined : sum + Math.round(quantity * unit_cost)), 0);

function byProduct(lines: readonly Line[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { product_id, quantity } of lines) sums.set(product_id, exact((sums.get(product_id) ?? 0) + quantity));
  return sums;
}

/** An order whose draft was refused, as it is written now. */
export function restateOrder({ effects, label }: Operation, payload: Payload): Restated {
  const wanted = new Map(linesOf(payload).map((line) => [line.id, line.quantity]));
  const kept = (lines: OrderLines): OrderLines =>
    lines.filter(([id]) => wanted.has(id)).map(([id, product, , received, cost]) => [id, product, wanted.get(id)!, received, cost]);
  const next = effects.map((effect): Effect => {
    if (!effect.row) return effect;
    return { ...effect, row: { ...effect.row, expected_on: payload.expected_on, note: payload.note, lines: kept(effect.row.lines as OrderLines) } };
  });
  const lines = (next.find(({ row }) => row)?.row?.lines ?? []) as OrderLines;
  const amount = label.amount === undefined ? undefined : worth(lines.map(([, , quantity, , unit_cost]) => ({ quantity, unit_cost })));
  return { effects: next, label: { ...label, detail: t('orders.lines', { count: lines.length }), amount } };
}

export const restateSending = ({ effects, label }: Operation, payload: Payload): Restated => ({
  effects,
  label: { ...label, detail: t(`orders.by.${payload.channel as Channel}`) },
});

/** Goods received, as they are written now: on the shelves, and of the order. */
export function restateReceipt({ effects, label, payload: before }: Operation, payload: Payload): Restated {
  const [was, is] = [byProduct(linesOf(before)), byProduct(linesOf(payload))];
  const more = (product: string) => (is.get(product) ?? 0) - (was.get(product) ?? 0);
  const shelves = effects.filter(({ kind, id }) => kind === 'product' && is.has(id));
  const orders = effects.filter(({ kind }) => kind === 'order').map((effect): Effect => {
    const lines = ((effect.set?.lines ?? []) as OrderLines).map(([id, product, quantity, received, cost]): OrderLines[number] => [id, product, quantity, exact(received + more(product)), cost]);
    const counts = effect.set?.status === 'received' || effect.set?.status === 'partly_received';
    const status = lines.every(([, , quantity, received]) => received >= quantity) ? 'received' : 'partly_received';
    return { ...effect, set: { ...effect.set, lines, ...(counts ? { status } : {}) } };
  });
  // Each line brought an effect of its own; one for each product says the same.
  const onShelves = [...is].flatMap(([id, quantity]) => {
    const known = shelves.find((effect) => effect.id === id);
    return known ? [{ ...known, add: { on_hand: quantity } }] : [];
  });
  const lines = linesOf(payload);
  return {
    effects: [...onShelves, ...orders],
    label: { ...label, detail: t('orders.lines', { count: lines.length }), amount: label.amount === undefined ? undefined : worth(lines) },
  };
}
