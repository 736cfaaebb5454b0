import type { PaidBy } from './PaidBy';

/** What is agreed beside a credit sale; `paid_now` in minor units, 0 for nothing. */
export type Terms = { paid_now: number; paid_by: PaidBy; due_on: string | null };

export const noTerms: Terms = { paid_now: 0, paid_by: 'cash', due_on: null };

/** The part of a credit sale of `total` that goes into the carnet. */
export const chargedOf = (total: number, { paid_now }: Pick<Terms, 'paid_now'>): number => Math.max(0, total - paid_now);

/** The fields of the API's sale; nothing for what was left open, and never more paid than it costs. */
export const termsOf = ({ paid_now, paid_by, due_on }: Terms, total: number): { paid_now?: number; paid_by?: PaidBy; due_on?: string } => ({
  ...(paid_now > 0 ? { paid_now: Math.min(paid_now, total), paid_by } : {}),
  ...(due_on ? { due_on } : {}),
});
