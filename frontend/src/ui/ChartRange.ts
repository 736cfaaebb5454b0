/** What of a row of points is shown: from the first to before the last, by their place in the row. */
export type Range = { from: number; to: number };

export const whole = (count: number): Range => ({ from: 0, to: count });

/**
 * `length` points (a fraction is rounded) of which the one at `centre` stands at `share` (0 to 1) of the width; never
 * fewer than `least`, never past the ends.
 */
export function placed(count: number, length: number, centre: number, share: number, least: number): Range {
  const many = Math.round(Math.min(count, Math.max(Math.min(least, count), length)));
  const from = Math.min(count - many, Math.max(0, Math.round(centre - share * many)));
  return { from, to: from + many };
}

/** Nearer (a factor under 1) or farther, around a point that keeps its place on the screen. */
export function zoomed({ from, to }: Range, count: number, factor: number, centre: number, least: number): Range {
  const length = to - from;
  return placed(count, length * factor, centre, (centre - from) / length, least);
}

/** As many points, so many places later; negative: earlier. */
export function moved({ from, to }: Range, count: number, by: number): Range {
  return placed(count, to - from, from + by, 0, to - from);
}

/** The range moved no more than needed to hold a point. */
export function holding(range: Range, count: number, index: number): Range {
  if (index < range.from) return moved(range, count, index - range.from);
  return index >= range.to ? moved(range, count, index - range.to + 1) : range;
}

/** The point under a place of the width (0 to 1). `cells`: points as wide as their part, and not from edge to edge. */
export function under({ from, to }: Range, share: number, cells: boolean): number {
  const last = to - from - 1;
  const place = cells ? Math.floor(share * (last + 1)) : Math.round(share * last);
  return from + Math.max(0, Math.min(last, place));
}

/** The next round number above, so that the axis reads 0, 5 k, 10 k. */
export function niceTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  for (const step of [1, 1.5, 2, 3, 4, 5, 6, 8, 10]) if (value <= step * power) return step * power;
  return 10 * power;
}

export type Scale = { top: number; bottom: number; y: (value: number) => number };

/** An axis that holds 0 and all of these; `y` is how far from the top a value lies, in percent. */
export function scaleOf(values: Iterable<number | null | undefined>): Scale {
  let most = 0;
  let least = 0;
  for (const value of values) {
    if (value === null || value === undefined) continue;
    most = Math.max(most, value);
    least = Math.min(least, value);
  }
  const top = most || !least ? niceTop(most) : 0;
  const bottom = least ? -niceTop(-least) : 0;
  return { top, bottom, y: (value) => ((top - value) / (top - bottom)) * 100 };
}

/** A pen's way over the points that there are, in a field of 100 x 100; one that stands alone becomes a dot. */
export function path(values: readonly (number | null | undefined)[], y: (value: number) => number): string {
  const last = Math.max(1, values.length - 1);
  let way = '';
  values.forEach((value, index) => {
    if (value === null || value === undefined) return;
    const before = values[index - 1] ?? null;
    way += `${before === null ? 'M' : 'L'}${((index / last) * 100).toFixed(2)} ${y(value).toFixed(2)}`;
    if (before === null && (values[index + 1] ?? null) === null) way += 'h0';
  });
  return way;
}
