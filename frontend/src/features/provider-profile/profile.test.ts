import { describe, expect, it } from 'vitest';
import { hoursProblem, inOrder } from './hours';
import { monthLater, weeksOf } from './month';
import { square } from './picture';

describe('a month', () => {
  it('is whole weeks from Monday on, and knows on which days one is not there', () => {
    const weeks = weeksOf('2026-11', [{ first: '2026-11-29', last: '2026-12-02' }]);
    expect(weeks).toHaveLength(6);
    expect(weeks.every((week) => week.length === 7)).toBe(true);
    expect(weeks[0]![0]).toEqual({ day: '2026-10-26', inMonth: false, absent: false });
    expect(weeks.flat().filter(({ inMonth }) => inMonth)).toHaveLength(30);
    expect(weeks.flat().filter(({ absent, inMonth }) => absent && inMonth).map(({ day }) => day)).toEqual(['2026-11-29', '2026-11-30']);
  });
  it('of February that begins on a Monday has four weeks', () => expect(weeksOf('2027-02', [])).toHaveLength(4));
  it('comes after December in another year', () => {
    expect(monthLater('2026-12', 1)).toBe('2027-01');
    expect(monthLater('2027-01', -1)).toBe('2026-12');
  });
});

describe('hours', () => {
  const day = (opens: string, closes: string, weekday = 0) => ({ weekday, opens, closes });
  it('stand in order, without seconds', () => {
    expect(inOrder([day('14:00:00', '18:00:00'), day('08:00', '12:00', 1), day('08:00', '12:00')])).toEqual([day('08:00', '12:00'), day('14:00', '18:00'), day('08:00', '12:00', 1)]);
  });
  it('end after they begin and do not overlap', () => {
    expect(hoursProblem([day('08:00', '12:00'), day('14:00', '18:00')])).toBeNull();
    expect(hoursProblem([day('12:00', '08:00')])).toBe('p.hours.order');
    expect(hoursProblem([day('08:00', '12:00'), day('11:00', '18:00')])).toBe('p.hours.overlap');
    expect(hoursProblem([day('08:00', '12:00'), day('11:00', '18:00', 1)])).toBeNull();
  });
});

it('a photo is cut to its middle square', () => {
  expect(square(4000, 3000)).toEqual({ x: 500, y: 0, side: 3000 });
  expect(square(300, 301)).toEqual({ x: 0, y: 0, side: 300 });
});
