import type { Effect, Operation } from './operation';
import type { Body } from './wire';

export type Row = Record<string, unknown>;
/** Rows by kind and id. */
export type Tables = ReadonlyMap<string, ReadonlyMap<string, Row>>;

/** Quantities have three decimals; a sum of binary fractions would show more. */
const sum = (a: unknown, b: number): number => Math.round(((typeof a === 'number' ? a : 0) + b) * 1000) / 1000;

/**
 * Whether what the operation does is still missing in a copy of the data taken at `stamp`. Until it is acknowledged
 * it is, unless the row that it brought is there already: then only the answer was lost. Afterwards it is missing
 * in copies that are older than the acknowledgement.
 */
function counts(operation: Operation, base: Tables, stamp: number): boolean {
  if (operation.effects.some(({ kind, id, row }) => row && base.get(kind)?.has(id))) return false;
  return operation.status !== 'acked' || (operation.acked_at ?? 0) > stamp;
}

/** The same effects with other values in the row that they bring, or in what they set: of an operation that is corrected. */
export const amended = (effects: readonly Effect[], changes: Body): Effect[] =>
  effects.map((effect) => {
    if (effect.row) return { ...effect, row: { ...effect.row, ...changes } };
    return effect.set ? { ...effect, set: { ...effect.set, ...changes } } : effect;
  });

/** A row that the operation brought, corrected by what the server answered about it: its number, its version. */
function born({ payload, verdict }: Operation, id: string, row: Row): Row {
  const made: Row = { id, ...row };
  if (payload.id !== id) return made;
  for (const [field, value] of Object.entries(verdict?.result ?? {})) if (field in made) made[field] = value;
  return made;
}

/** The rows of one kind with what the queue adds to them; the same map when it adds nothing. */
export function withEffects(kind: string, base: Tables, queue: readonly Operation[], stamp: number): ReadonlyMap<string, Row> {
  const rows = base.get(kind) ?? new Map<string, Row>();
  let next: Map<string, Row> | null = null;
  for (const operation of queue) {
    const mine = operation.effects.filter((effect) => effect.kind === kind);
    if (!mine.length || !counts(operation, base, stamp)) continue;
    next ??= new Map(rows);
    for (const { id, add, set, row } of mine) {
      const before = next.get(id) ?? (row ? born(operation, id, row) : null);
      // An effect on a row that nobody has: it was deleted, or is not in this copy.
      if (!before) continue;
      const after: Row = { ...before, ...set };
      for (const [field, amount] of Object.entries(add ?? {})) after[field] = sum(before[field], amount);
      next.set(id, after);
    }
  }
  return next ?? rows;
}
