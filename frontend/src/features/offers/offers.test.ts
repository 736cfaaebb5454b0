import { describe, expect, it } from 'vitest';
import { Problem } from '@/kernel/api/problem';
import { missedBy } from './answering';
import { filtersOf, hasFilters } from './Filters';
import { reasonText, worthSaying } from './reasons';
import { pulled, swipeOf } from './swipe';
import { isWaiting, newcomers } from './waiting';

describe('a finger', () => {
  const from = { x: 200, y: 300, at: 0 };
  it.each([
    [{ x: 100, y: 310, at: 200 }, 'left'],
    [{ x: 300, y: 290, at: 200 }, 'right'],
    [{ x: 150, y: 300, at: 200 }, null],
    [{ x: 100, y: 380, at: 200 }, null],
    [{ x: 100, y: 300, at: 1500 }, null],
  ] as const)('that ends at %o means %s', (to, meant) => expect(swipeOf(from, to)).toBe(meant));

  it('pulls against a resistance, refreshes only when pulled far enough, and never draws the list off the screen', () => {
    expect(pulled(-20)).toEqual({ offset: 0, enough: false });
    expect(pulled(100)).toEqual({ offset: 45, enough: false });
    expect(pulled(160).enough).toBe(true);
    expect(pulled(2000)).toEqual({ offset: 110, enough: true });
  });
});

describe('an offer', () => {
  const offer = { id: 'a', expires_at: '2026-11-26T10:05:00Z', rank: 1, reasons: [], state: 'open' as const };
  it('waits while it is open and its time is not over', () => {
    const now = Date.parse('2026-11-26T10:00:00Z');
    expect(isWaiting({ offer }, now)).toBe(true);
    expect(isWaiting({ offer }, now + 6 * 60_000)).toBe(false);
    expect(isWaiting({ offer: { ...offer, state: 'declined' } }, now)).toBe(false);
    expect(isWaiting({ offer: null }, now)).toBe(false);
  });
  it('is heard once', () => {
    expect(newcomers(new Set(['a']), ['a', 'b'])).toEqual(['b']);
    expect(newcomers(new Set(['a', 'b']), ['a'])).toEqual([]);
  });
  it('that can no longer be taken says where the request stands; other failures stay what they are', () => {
    expect(missedBy(new Problem(409, { code: 'offer_taken', current: { state: 'provider_accepted', stage: null } }))).toEqual({ taken: true, state: 'provider_accepted', stage: null });
    expect(missedBy(new Problem(410, { code: 'offer_expired' }))).toEqual({ taken: false, state: null, stage: null });
    expect(missedBy(new Problem(409, { code: 'offer_answered' }))).toBeNull();
    expect(missedBy(new Problem(0, { code: 'offline' }))).toBeNull();
  });
  it('says what spoke for one, and not what is unknown or counted little', () => {
    const said = [
      { code: 'distance', points: 20, value: 2.4 },
      { code: 'rating', points: 10, value: null },
      { code: 'fairness', points: 10, value: 0 },
      { code: 'zone', points: 0, value: 0 },
      { code: 'stars_of_tomorrow', points: 30, value: 1 },
    ].filter(worthSaying);
    expect(said.map(reasonText)).toEqual(['Vous êtes à 2,4\u00a0km.', 'C’est votre tour : vous n’avez pas eu de mission cette semaine.']);
  });
});

it('filters are what the address says, as far as it can be read', () => {
  expect(filtersOf(new URLSearchParams('urgency=urgent&zone_id=z&from=2026-11-01'))).toEqual({ urgency: 'urgent', service_id: undefined, zone_id: 'z', from: '2026-11-01', to: undefined });
  expect(hasFilters(filtersOf(new URLSearchParams('urgency=whatever&tab=done')))).toBe(false);
});
