import type { BasketLine } from '@/kernel/api/types';

export const DAYS = ['7', '15', '30', '60'] as const;

/** What a person ticked, by product; what nobody touched is taken unless a draft holds it already. */
export type Ticks = Readonly<Record<string, boolean>>;

export const isTaken = ({ supplier_id, product_id, quantity }: BasketLine, ticks: Ticks, drafted: ReadonlyMap<string, number>): boolean =>
  supplier_id !== null && (ticks[product_id] ?? (drafted.get(product_id) ?? 0) < quantity);

export const spentOn = (lines: readonly BasketLine[]): number => lines.reduce((sum, { amount }) => sum + amount, 0);

/** 0.347 to "0,35", 3.04 to "3": what one franc protects, as precise as anybody reads. */
export const round2 = (ratio: number): number => Math.round(ratio * 100) / 100;
