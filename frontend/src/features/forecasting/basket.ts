import type { BasketLine } from '@/kernel/api/types';

export const DAYS = ['7', '15', '30', '60'] as const;

/** What is still wanted of a basket: lines of products with a supplier that were not left out. */
export const orderable = (lines: readonly BasketLine[], leftOut: ReadonlySet<string>): BasketLine[] =>
  lines.filter(({ supplier_id, product_id }) => supplier_id !== null && !leftOut.has(product_id));

export const spentOn = (lines: readonly BasketLine[]): number => lines.reduce((sum, { amount }) => sum + amount, 0);

/** 0.347 to "0,35", 3.04 to "3": what one franc protects, as precise as anybody reads. */
export const round2 = (ratio: number): number => Math.round(ratio * 100) / 100;
