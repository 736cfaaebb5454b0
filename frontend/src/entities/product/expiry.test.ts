import { describe, expect, it } from 'vitest';
import { expiryDay, leftOf, nearness } from './expiry';

describe('what is left of batches', () => {
  it('is what the server reckons', () => {
    expect(leftOf(25, [10, 20, 5])).toEqual([0, 20, 5]);
    expect(leftOf(27, [10, 20, 5])).toEqual([2, 20, 5]);
    expect(leftOf(3, [10, 20, 5])).toEqual([0, 0, 3]);
    expect(leftOf(1000, [10, 20, 5])).toEqual([10, 20, 5]);
    expect(leftOf(-4, [10])).toEqual([0]);
    expect(leftOf(7, [])).toEqual([]);
  });
});

describe('a last day', () => {
  it('is near for thirty days, and past on the day after it', () => {
    expect(nearness('2026-03-15', '2026-03-16')).toEqual({ tone: 'danger', text: 'Périmé' });
    expect(nearness('2026-03-15', '2026-03-15')).toEqual({ tone: 'warn', text: 'Dernier jour' });
    expect(nearness('2026-03-16', '2026-03-15')).toEqual({ tone: 'warn', text: 'Demain' });
    expect(nearness('2026-04-14', '2026-03-15')).toEqual({ tone: 'warn', text: 'Dans 30 jours' });
    expect(nearness('2026-04-15', '2026-03-15')).toEqual({ tone: 'neutral', text: '' });
  });

  it('is a day that a pack can mean', () => {
    expect(expiryDay('')).toBeNull();
    expect(expiryDay('2027-01-31')).toBe('2027-01-31');
    expect(expiryDay('0027-01-31')).toBeUndefined();
    expect(expiryDay('20277-01-31')).toBeUndefined();
  });
});
