import { describe, expect, it } from 'vitest';
import { bytes } from '@/kernel/format';
import type { DayUse } from '@/kernel/meter';
import { cost, firstNeeded, pricePerGigabyte, rememberPrice, summary } from './figures';

const use = (day: string, data: number, sent = 0): DayUse => ({ day, data, sent, app: 0, ahead: 0, live: 0 });

describe('what the meter says', () => {
  it('sums today, the calendar month, a fortnight and thirty days', () => {
    const now = new Date(2026, 2, 5, 12);
    const { today, month, last30, fortnight } = summary([use('2026-02-03', 1), use('2026-02-04', 10), use('2026-03-01', 100), use('2026-03-05', 1000, 7)], now);
    expect([today.received, today.sent]).toEqual([1000, 7]);
    expect(month.received).toBe(1100);
    expect(last30.received).toBe(1110);
    expect(fortnight).toHaveLength(14);
    expect(fortnight[0]).toEqual({ day: '2026-02-20', bytes: 0 });
    expect(fortnight[13]).toEqual({ day: '2026-03-05', bytes: 1007 });
    expect(firstNeeded(now)).toBe('2026-02-04');
    expect(firstNeeded(new Date(2026, 2, 31))).toBe('2026-03-01');
  });

  it('prices a gigabyte at 1,000 F where francs CFA are money, and asks elsewhere', () => {
    expect(pricePerGigabyte('XOF')).toBe(1000);
    expect(pricePerGigabyte('XAF')).toBe(1000);
    expect(pricePerGigabyte('EUR')).toBeNull();
    rememberPrice('XOF', 600);
    expect(pricePerGigabyte('XOF')).toBe(600);
    expect(pricePerGigabyte('EUR')).toBeNull();
    rememberPrice('XOF', null);
    expect(pricePerGigabyte('XOF')).toBe(1000);
  });

  it('costs what was used', () => {
    expect(cost(12_000_000, 1000)).toBeCloseTo(12);
  });

  it('writes bytes as operators do', () => {
    expect([0, 999, 1000, 14_250, 1_240_000, 312_000_000, 2.5e9].map((value) => bytes(value).replace(/\s/g, ' '))).toEqual([
      '0 o', '999 o', '1 ko', '14,3 ko', '1,2 Mo', '312 Mo', '2,5 Go',
    ]);
  });
});
