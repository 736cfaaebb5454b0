import { describe, expect, it } from 'vitest';
import type { Mission } from '@/kernel/api/missions';
import { heatOf, monthsOf, waitText } from './figures';

const mission = (state_at: string, amount: number | null, materials_amount = 0) => ({ state_at, amount, materials_amount }) as Mission;

describe('revenue', () => {
  it('is summed by the month of the company’s clock, the latest first', () => {
    const months = monthsOf([mission('2026-11-20T09:00:00Z', 10_000, 2_500), mission('2026-10-31T23:30:00Z', 5_000), mission('2026-11-02T09:00:00Z', null, 1_000)]);
    expect(months.map(({ month, work, materials, total, missions }) => [month, work, materials, total, missions.length])).toEqual([
      ['2026-11', 10_000, 3_500, 13_500, 2],
      ['2026-10', 5_000, 0, 5_000, 1],
    ]);
    expect(monthsOf([])).toEqual([]);
  });
});

describe('the week', () => {
  it('shows the hours of a working day at least, and those in which something was', () => {
    const { hours, values } = heatOf([
      { weekday: 0, hour: 6, count: 2 },
      { weekday: 6, hour: 20, count: 1 },
    ]);
    expect([hours[0], hours.at(-1)]).toEqual([6, 20]);
    expect(values[0]![0]).toBe(2);
    expect(values.at(-1)![6]).toBe(1);
    expect(values.flat().reduce((sum, value) => sum + value, 0)).toBe(3);
    expect(heatOf([]).hours).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16, 17]);
  });
});

it.each([
  [null, '—'],
  [42, '42 s'],
  [300, '5 min'],
  [3_900, '1 h 05'],
])('a wait of %s seconds is %s', (seconds, text) => expect(waitText(seconds)).toBe(text));
