/** A text as it is searched for: without accents and capitals, "Crème" as "creme". */
export const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/œ/gi, 'oe')
    .replace(/’/g, "'")
    .toLowerCase();

/**
 * Rows in which every word of `search` is found, the best first: the whole of a code, then a beginning, then a
 * beginning of a word, then anywhere. `texts` gives the row's name first, then its codes.
 */
export function find<T>(rows: readonly T[], search: string, texts: (row: T) => (string | null | undefined)[]): T[] {
  const wanted = fold(search).trim();
  if (!wanted) return [...rows];
  const words = wanted.split(/\s+/);
  const found: { row: T; rank: number }[] = [];
  for (const row of rows) {
    const [name = '', ...codes] = texts(row).map((text) => fold(text ?? ''));
    const all = [name, ...codes].join(' ');
    if (!words.every((word) => all.includes(word))) continue;
    const rank = codes.includes(wanted) ? 0 : name.startsWith(wanted) ? 1 : all.includes(` ${wanted}`) ? 2 : 3;
    found.push({ row, rank });
  }
  // The order of the rows stands among equals.
  return found.sort((a, b) => a.rank - b.rank).map(({ row }) => row);
}
