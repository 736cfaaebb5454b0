/** Sums and differences of quantities, which have three decimals. */
export const exact = (value: number): number => Math.round(value * 1000) / 1000;
