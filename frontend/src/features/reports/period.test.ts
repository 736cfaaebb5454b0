import { describe, expect, it } from 'vitest';
import { daysOfMonth, daysOfSpan, isDay, lastMonth, monthsUntil, spanOf, wrongDays } from './period';

const TODAY = '2026-03-02';

describe('the days of a report', () => {
  it('are the last whole month, over the end of a year and in leap years', () => {
    expect(lastMonth(TODAY)).toBe('2026-02-01');
    expect(lastMonth('2026-01-31')).toBe('2025-12-01');
    expect(daysOfMonth('2028-02-01', '2028-03-31')).toEqual({ first: '2028-02-01', last: '2028-02-29' });
    expect(daysOfSpan('last_month', '2026-03-31')).toEqual({ first: '2026-02-01', last: '2026-02-28' });
  });

  it('end today in the running month', () => {
    expect(daysOfSpan('this_month', TODAY)).toEqual({ first: '2026-03-01', last: TODAY });
    expect(daysOfMonth('2026-03-01', TODAY).last).toBe(TODAY);
    expect(daysOfSpan('last_30', TODAY)).toEqual({ first: '2026-02-01', last: TODAY });
  });

  it('are offered month by month, the newest first', () => {
    expect(monthsUntil(TODAY, 4)).toEqual(['2026-03-01', '2026-02-01', '2026-01-01', '2025-12-01']);
  });

  it('are known by a name where they have one', () => {
    for (const name of ['last_month', 'this_month', 'last_30'] as const) expect(spanOf(daysOfSpan(name, TODAY), TODAY)).toBe(name);
    expect(spanOf({ first: '2026-02-02', last: TODAY }, TODAY)).toBe('dates');
  });

  it('must lie in order, behind us, and not too far apart', () => {
    expect(wrongDays({ first: '2026-03-02', last: '2026-03-01' }, TODAY)).toBe('backwards');
    expect(wrongDays({ first: '2026-03-01', last: '2026-03-03' }, TODAY)).toBe('future');
    expect(wrongDays({ first: '', last: TODAY }, TODAY)).toBe('missing');
    expect(wrongDays({ first: '2025-01-01', last: '2026-02-05' }, TODAY)).toBe('too_long');
    expect(wrongDays({ first: '2025-01-01', last: '2026-02-04' }, TODAY)).toBeNull();
    expect(wrongDays({ first: TODAY, last: TODAY }, TODAY)).toBeNull();
  });

  it('may be nonsense in an address', () => {
    expect(isDay('2026-13-40')).toBe(false);
    expect(isDay('hier')).toBe(false);
    expect(isDay(null)).toBe(false);
    expect(isDay('2026-02-28')).toBe(true);
  });
});
