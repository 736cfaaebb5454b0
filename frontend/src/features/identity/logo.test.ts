import { expect, it } from 'vitest';
import { fitted } from './logo';

it('fits a picture into the bounds and keeps its proportions', () => {
  expect(fitted(4000, 1000)).toEqual({ width: 800, height: 200 });
  expect(fitted(1000, 4000)).toEqual({ width: 100, height: 400 });
  expect(fitted(120, 60)).toEqual({ width: 120, height: 60 });
  expect(fitted(4000, 1000, 0.5)).toEqual({ width: 400, height: 100 });
  expect(fitted(90_000, 10)).toEqual({ width: 800, height: 1 });
});
