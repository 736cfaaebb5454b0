import { describe, expect, it } from 'vitest';
import { bodyOf, errorsOf, schedule, valuesOf } from './escalation';
import { fitting, fittingLabels, flat, middleOf, onScreen, seeded, zoomed } from './projection';
import { shares } from './shares';

describe('an escalation', () => {
  const rule = { ...valuesOf(null), name: 'Retard' };

  it('does each step after the one before, with its repeats', () => {
    expect(
      schedule([
        { target: 'remind_provider', wait_minutes: 0, repeats: 2, every_minutes: 10 },
        { target: 'search_another', wait_minutes: 15, repeats: 0, every_minutes: 10 },
        { target: 'alert_manager', wait_minutes: 5, repeats: 0, every_minutes: 10 },
      ]),
    ).toEqual([0, 35, 40]);
  });

  it('is refused without a name, without steps, with half its hours or a half minute', () => {
    expect(errorsOf(rule)).toEqual({});
    expect(Object.keys(errorsOf({ ...rule, name: ' ', steps: [], hours_from: '08:00', after_minutes: '1,5' })).sort()).toEqual(['after_minutes', 'hours_until', 'name', 'steps']);
  });

  it('is sent in whole minutes', () => {
    expect(bodyOf({ ...rule, after_minutes: '20', hours_from: '08:00', hours_until: '18:00' })).toMatchObject({ after_minutes: 20, max_age_minutes: 240, hours_from: '08:00', hours_until: '18:00' });
    expect(bodyOf(rule).hours_from).toBeNull();
  });
});

it('shares of the weights are a whole, and nothing where nothing counts', () => {
  const { a, b } = shares({ a: 30, b: 10 });
  expect([a, b]).toEqual([0.75, 0.25]);
  expect(shares({ a: 0, b: 0 })).toEqual({ a: 0, b: 0 });
});

describe('the map', () => {
  const dakar = { latitude: 14.69, longitude: -17.44 };

  it('draws kilometres as they are', () => {
    const north = flat(dakar, { ...dakar, latitude: 14.69 + 1 / 111.32 });
    expect(north.y).toBeCloseTo(-1, 6);
    expect(flat(dakar, { ...dakar, longitude: -17.44 + 1 / (111.32 * Math.cos((14.69 * Math.PI) / 180)) }).x).toBeCloseTo(1, 6);
    expect(middleOf([dakar, { latitude: 14.71, longitude: -17.4 }]).latitude).toBeCloseTo(14.7);
  });

  it('shows every circle whole at first', () => {
    const circles = [
      { x: -3, y: 0, radius: 1 },
      { x: 5, y: 4, radius: 2 },
    ];
    const view = fitting(circles, 360, 460);
    for (const { x, y, radius } of circles) {
      const at = onScreen(view, { x, y }, 360, 460);
      const size = radius * view.scale;
      expect(at.x - size).toBeGreaterThanOrEqual(0);
      expect(at.x + size).toBeLessThanOrEqual(360);
      expect(at.y - size).toBeGreaterThanOrEqual(0);
      expect(at.y + size).toBeLessThanOrEqual(460);
    }
  });

  it('keeps under the finger what is under it when it comes nearer', () => {
    const view = { x: 1, y: 2, scale: 20 };
    const spot = { x: 3.5, y: -1.25 };
    const at = onScreen(view, spot, 600, 460);
    const after = onScreen(zoomed(view, 1.7, at, 600, 460), spot, 600, 460);
    expect(after.x).toBeCloseTo(at.x);
    expect(after.y).toBeCloseTo(at.y);
    expect(zoomed(view, 1e9, at, 600, 460).scale).toBe(400);
  });

  it('lays no mark on another and none outside', () => {
    const spots = Array.from({ length: 30 }, (_, index) => seeded(index, 30, 2));
    for (const { x, y } of spots) expect(Math.hypot(x, y)).toBeLessThan(2);
    for (const [i, a] of spots.entries()) for (const b of spots.slice(i + 1)) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(0.2);
    expect(seeded(0, 1, 2)).toEqual({ x: 0, y: 0 });
  });

  it('writes no name over another', () => {
    const label = (id: string, x: number, y: number) => ({ id, x, y, text: 'Médina' });
    expect(fittingLabels([label('a', 100, 100), label('b', 110, 105), label('c', 100, 140), label('d', 2, 100)], 300, 300).map(({ id }) => id)).toEqual(['a', 'c']);
  });
});
