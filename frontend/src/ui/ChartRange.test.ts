import { describe, expect, it } from 'vitest';
import { holding, moved, niceTop, path, placed, scaleOf, under, whole, zoomed } from './ChartRange';

it.each([
  [0, 1],
  [7, 8],
  [10, 10],
  [349_000, 400_000],
  [1_200_000, 1_500_000],
])('tops an axis for %d at %d', (value, top) => expect(niceTop(value)).toBe(top));

describe('a scale', () => {
  it('holds zero, and what lies below it', () => {
    const { top, bottom, y } = scaleOf([70, null, -30, undefined]);
    expect([top, bottom]).toEqual([80, -30]);
    expect([y(80), y(-30)]).toEqual([0, 100]);
    expect(y(0)).toBeCloseTo(72.7, 1);
  });
  it('stands on its feet when there is nothing, and when all is below zero', () => {
    expect(scaleOf([]).y(0)).toBe(100);
    expect(scaleOf([-5]).y(0)).toBe(0);
    expect(scaleOf([-5]).y(-5)).toBe(100);
  });
});

describe('a range', () => {
  it('comes nearer around the point that is read, which keeps its place', () => {
    const near = zoomed(whole(30), 30, 0.5, 10, 4);
    expect(near).toEqual({ from: 5, to: 20 });
    expect((10 - near.from) / 15).toBeCloseTo(10 / 30, 1);
    expect(zoomed(near, 30, 2, 10, 4)).toEqual(whole(30));
  });
  it('never shows fewer than the least, nor leaves the ends', () => {
    for (let centre = 0; centre < 30; centre += 1) {
      let range = whole(30);
      for (let turn = 0; turn < 6; turn += 1) {
        range = zoomed(range, 30, 0.5, centre, 4);
        expect(range.from).toBeGreaterThanOrEqual(0);
        expect(range.to).toBeLessThanOrEqual(30);
        expect(range.to - range.from).toBeGreaterThanOrEqual(4);
        expect(centre).toBeGreaterThanOrEqual(range.from);
        expect(centre).toBeLessThan(range.to);
      }
      expect(range.to - range.from).toBe(4);
    }
  });
  it('of fewer points than the least shows them all', () => expect(placed(3, 1, 1, 0.5, 4)).toEqual(whole(3)));
  it('stops at the ends when moved, and follows the point that is read', () => {
    expect(moved({ from: 5, to: 15 }, 30, -20)).toEqual({ from: 0, to: 10 });
    expect(moved({ from: 5, to: 15 }, 30, 40)).toEqual({ from: 20, to: 30 });
    expect(holding({ from: 5, to: 15 }, 30, 15)).toEqual({ from: 6, to: 16 });
    expect(holding({ from: 5, to: 15 }, 30, 4)).toEqual({ from: 4, to: 14 });
    expect(holding({ from: 5, to: 15 }, 30, 9)).toEqual({ from: 5, to: 15 });
  });
  it('finds the point under a finger', () => {
    expect(under({ from: 10, to: 21 }, 0.5, false)).toBe(15);
    expect(under({ from: 10, to: 21 }, 1, false)).toBe(20);
    expect(under({ from: 10, to: 14 }, 0.26, true)).toBe(11);
    expect(under({ from: 10, to: 14 }, 1, true)).toBe(13);
  });
});

describe('the way of a pen', () => {
  const y = (value: number) => 100 - value;
  it('is broken where nothing is known', () => expect(path([10, 20, null, 30, 40], y)).toBe('M0.00 90.00L25.00 80.00M75.00 70.00L100.00 60.00'));
  it('makes a dot of a point that stands alone', () => expect(path([null, 5, null], y)).toBe('M50.00 95.00h0'));
});
