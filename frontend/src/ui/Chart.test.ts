import { expect, it } from 'vitest';
import { niceTop } from './Chart';

it.each([
  [0, 1],
  [7, 8],
  [10, 10],
  [349_000, 400_000],
  [1_200_000, 1_500_000],
])('tops an axis for %d at %d', (value, top) => expect(niceTop(value)).toBe(top));
