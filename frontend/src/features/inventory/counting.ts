import { newId } from '@/kernel/ids';
import { draft, type Operation } from '@/kernel/offline';
import { exact } from '@/kernel/format/exact';
import type { ProductRow } from '@/entities/product/mirror';
import type { CountScope } from './offline';

/** What was found of one product, and when somebody wrote it down. */
export type Entry = { counted: number; at: string };

/** A count under way. */
export type Sheet = {
  id: string;
  title: string;
  scope: CountScope | null;
  begun: string;
  ids: string[];
  entries: Record<string, Entry>;
  note: string;
  /** Whether the expected quantity is shown before something is entered. */
  open: boolean;
};

export const sheet = draft<Sheet | null>('count', () => null);

export const newSheet = (title: string, scope: CountScope | null, ids: string[]): Sheet => ({
  id: newId(),
  title,
  scope,
  begun: new Date().toISOString(),
  ids,
  entries: {},
  note: '',
  open: false,
});

/** Null takes back what was entered. */
export function enter(now: Sheet, id: string, counted: number | null, at: string = new Date().toISOString()): Sheet {
  const entries = { ...now.entries };
  if (counted === null) delete entries[id];
  else entries[id] = { counted, at };
  return { ...now, entries };
}

export const addToSheet = (now: Sheet, id: string): Sheet => (now.ids.includes(id) ? now : { ...now, ids: [id, ...now.ids] });

type SaleRow = { status: string; occurred_at: string; lines: unknown[][] };

/**
 * What left (-) or came (+) of each product between its counting and now, as far as this phone knows: sales and
 * returns of every phone, movements and receipts made here. The shelf is right by that much more or less when the
 * count is confirmed.
 */
export function movedSince(entries: Sheet['entries'], sales: readonly SaleRow[], operations: readonly Operation[]): Map<string, number> {
  const moved = new Map<string, number>();
  const add = (productId: unknown, at: string, by: number) => {
    const entry = entries[String(productId)];
    if (entry && Date.parse(at) > Date.parse(entry.at)) moved.set(String(productId), exact((moved.get(String(productId)) ?? 0) + by));
  };
  for (const sale of sales) {
    if (sale.status !== 'completed') continue;
    for (const [, productId, quantity] of sale.lines) add(productId, sale.occurred_at, -Number(quantity));
  }
  for (const { type, payload, occurred_at } of operations) {
    if (type === 'stock.move') add(payload.product_id, occurred_at, payload.type === 'EXIT' ? -Number(payload.quantity) : Number(payload.quantity));
    if (type === 'receipt.record') {
      for (const line of payload.lines as { product_id: string; quantity: number }[]) add(line.product_id, occurred_at, line.quantity);
    }
  }
  return moved;
}

export type Reviewed = {
  product_id: string;
  name: string;
  unit: string;
  tracked: boolean;
  expected: number;
  /** As of now: what was entered with what moved since. */
  counted: number;
  moved: number;
  difference: number;
  /** Of the difference, at average cost; null where no cost is known. */
  value: number | null;
};

/** The lines that were entered, those that differ first, the dearest difference at the top. */
export function review(now: Sheet, byId: ReadonlyMap<string, ProductRow>, moved: ReadonlyMap<string, number>): Reviewed[] {
  const lines = now.ids.flatMap((id): Reviewed[] => {
    const row = byId.get(id);
    const entry = now.entries[id];
    if (!row || !entry) return [];
    const since = moved.get(id) ?? 0;
    const counted = Math.max(0, exact(entry.counted + since));
    const difference = exact(counted - row.on_hand);
    const value = row.average_cost === null ? null : Math.round(difference * row.average_cost);
    return [{ product_id: id, name: row.name, unit: row.unit, tracked: row.status !== 'untracked', expected: row.on_hand, counted, moved: since, difference, value }];
  });
  const weight = (line: Reviewed) => (line.difference === 0 ? -1 : Math.abs(line.value ?? 0));
  return lines.sort((a, b) => weight(b) - weight(a) || Math.abs(b.difference) - Math.abs(a.difference));
}

/** Lost and found, in money; null where no difference has a known cost. */
export function sums(lines: readonly Reviewed[]): { differing: number; missing: number; surplus: number } {
  const valued = lines.filter((line) => line.value !== null);
  return {
    differing: lines.filter((line) => line.difference !== 0).length,
    missing: valued.reduce((sum, { value }) => sum + Math.min(0, value!), 0),
    surplus: valued.reduce((sum, { value }) => sum + Math.max(0, value!), 0),
  };
}

export type Group = { key: string; name: string; ids: string[] };

/** The shop's active products by one of their traits, by name; those without it are left out. */
export function groups(rows: readonly ProductRow[], trait: (row: ProductRow) => { key: string; name: string } | null): Group[] {
  const found = new Map<string, Group>();
  for (const row of rows) {
    const of = row.is_active ? trait(row) : null;
    if (!of) continue;
    const group = found.get(of.key) ?? { ...of, ids: [] };
    group.ids.push(row.id);
    found.set(of.key, group);
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}
