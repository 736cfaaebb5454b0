import { expect, it } from 'vitest';
import { isAway } from './away';

const now = Date.parse('2026-11-26T10:00:00Z');

it.each([
  [null, null, false],
  ['2026-11-26T09:00:00Z', null, true],
  ['2026-11-26T11:00:00Z', null, false],
  ['2026-11-26T09:00:00Z', '2026-11-26T12:00:00Z', true],
  ['2026-11-26T08:00:00Z', '2026-11-26T10:00:00Z', false],
  [null, '2026-11-26T12:00:00Z', true],
])('away from %s until %s: %s', (away_from, away_until, away) => expect(isAway({ away_from, away_until }, now)).toBe(away));
