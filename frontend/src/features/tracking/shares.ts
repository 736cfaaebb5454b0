/** What each weight is of the whole; all nothing where nothing counts. */
export function shares<K extends string>(weights: Record<K, number>): Record<K, number> {
  const entries = Object.entries(weights) as [K, number][];
  const sum = entries.reduce((total, [, weight]) => total + weight, 0);
  return Object.fromEntries(entries.map(([name, weight]) => [name, sum ? weight / sum : 0])) as Record<K, number>;
}
