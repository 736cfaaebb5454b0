import type { Kpis } from '@/kernel/api/types';

type Cell = Kpis['classes'][number];

/** How evenly a product sells; `new` sold for too few weeks to say. */
export const XYZ = ['X', 'Y', 'Z', 'new'] as const;
type Evenness = (typeof XYZ)[number];

/** The cells of the grid, what they bring together, and how many products are in none because they did not sell. */
export function gridOf(classes: Cell[], active: number): { cell: (abc: Cell['abc'], xyz: Evenness) => Cell | undefined; revenue: number; unsold: number } {
  const revenue = classes.reduce((sum, one) => sum + one.revenue, 0);
  const placed = classes.reduce((sum, one) => sum + one.products, 0);
  return {
    cell: (abc, xyz) => classes.find((one) => one.abc === abc && (one.xyz ?? 'new') === xyz),
    revenue,
    unsold: Math.max(0, active - placed),
  };
}
