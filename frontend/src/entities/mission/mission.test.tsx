import { describe, expect, it } from 'vitest';
import { clockText, secondsUntil, serverNow, setServerTime } from './clock';
import { earned, kilometres, placeText, wishText } from './words';

describe('a countdown', () => {
  it('runs by the server’s clock, whatever the phone’s says', () => {
    const real = Date.parse('2026-11-26T10:00:00Z');
    // This phone is two hours ahead of the server.
    setServerTime(new Date(real).toUTCString(), real + 2 * 3_600_000);
    expect(Math.abs(serverNow() - (Date.now() - 2 * 3_600_000 + 500))).toBeLessThan(50);
    setServerTime(null);
    setServerTime('no date');
    expect(Math.abs(serverNow() - (Date.now() - 2 * 3_600_000 + 500))).toBeLessThan(50);
    setServerTime(new Date().toUTCString());
  });
  it('never goes below nothing, and counts a begun second', () => {
    expect(secondsUntil('2026-11-26T10:05:00Z', Date.parse('2026-11-26T10:00:00Z'))).toBe(300);
    expect(secondsUntil('2026-11-26T10:05:00Z', Date.parse('2026-11-26T10:04:59.400Z'))).toBe(1);
    expect(secondsUntil('2026-11-26T10:05:00Z', Date.parse('2026-11-26T10:06:00Z'))).toBe(0);
  });
  it.each([
    [0, '0:00'],
    [59, '0:59'],
    [245, '4:05'],
    [3750, '1:02:30'],
  ])('says %d seconds as %s', (seconds, text) => expect(clockText(seconds)).toBe(text));
});

describe('what a client asked for', () => {
  it('is said as people say it', () => {
    const today = new Date().toISOString().slice(0, 10);
    expect(wishText({ wished_from: null, wished_until: null })).toBe('Dès que possible');
    expect(wishText({ wished_from: `${today}T14:00:00Z`, wished_until: `${today}T16:00:00Z` })).toBe('Aujourd’hui, de 14:00 à 16:00');
    expect(wishText({ wished_from: null, wished_until: `${today}T16:00:00Z` })).toBe('Aujourd’hui, avant 16:00');
    expect(wishText({ wished_from: '2026-03-02T09:00:00Z', wished_until: '2026-03-04T18:00:00Z' })).toMatch(/^Du 2 mars.* au 4 mars/);
  });
  it('has a place, or says that it has none', () => {
    expect(placeText({ zone_name: 'Médina', landmark: 'derrière la pharmacie' })).toBe('Médina · derrière la pharmacie');
    expect(placeText({ zone_name: null, landmark: null })).toBe('Lieu non précisé');
    expect(kilometres(2.44)).toBe('2,4\u00a0km');
    expect(kilometres(14.6)).toBe('15\u00a0km');
  });
});

it('what was earned is the work with its materials, and unknown until somebody says it', () => {
  expect(earned({ amount: null, materials_amount: 0 })).toBeNull();
  expect(earned({ amount: 15_000, materials_amount: 4_500 })).toBe(19_500);
  expect(earned({ amount: null, materials_amount: 4_500 })).toBe(4_500);
});
