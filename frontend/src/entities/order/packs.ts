/** The least multiple of the pack that is not below `quantity`; counted in thousandths, as packs may be fractions. */
export function roundUp(quantity: number, pack: number): number {
  const milli = Math.round(pack * 1000);
  return (Math.ceil(Math.round(quantity * 1000) / milli) * milli) / 1000;
}

/** Packs in a quantity, or null where a pack is one unit or the quantity is no whole number of packs. */
export function packsIn(quantity: number, pack: number): number | null {
  if (pack === 1) return null;
  const [whole, size] = [Math.round(quantity * 1000), Math.round(pack * 1000)];
  return whole % size === 0 ? whole / size : null;
}

/** In whole minor units, halves away from zero, as the server rounds. */
export const amountOf = (quantity: number, cost: number | null): number | null => (cost === null ? null : Math.round((Math.round(quantity * 1000) * cost) / 1000));
