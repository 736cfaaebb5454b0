import { expect, it } from 'vitest';
import { hoursOf, weekOf, wrongDay } from './hours';

const spans = (...pairs: [string, string][]) => pairs.map(([opens, closes]) => ({ opens, closes }));

it('reads a week and writes it as it was', () => {
  const hours = [
    { weekday: 1, opens: '14:00:00', closes: '18:00:00' },
    { weekday: 1, opens: '08:00:00', closes: '12:00:00' },
    { weekday: 6, opens: '09:00:00', closes: '13:00:00' },
  ];
  const week = weekOf(hours);
  expect(week).toHaveLength(7);
  expect(week[1]).toEqual(spans(['08:00', '12:00'], ['14:00', '18:00']));
  expect(weekOf(hoursOf(week))).toEqual(week);
});

it('finds the day whose hours are wrong', () => {
  const day = (...pairs: [string, string][]) => [[], [], spans(...pairs), [], [], [], []];
  expect(wrongDay(day(['08:00', '12:00'], ['12:00', '18:00']))).toBeNull();
  expect(wrongDay(day(['08:00', '12:00'], ['11:00', '18:00']))).toBe(2);
  expect(wrongDay(day(['12:00', '08:00']))).toBe(2);
  expect(wrongDay(day(['', '08:00']))).toBe(2);
});
