import { describe, expect, it } from 'vitest';
import type { Alert } from '@/kernel/api/types';
import { dayToCome, daysBetween, since, what } from './words';

const NOW = Date.parse('2026-11-25T15:00:00Z');
const spaces = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

const alert = (given: Partial<Alert>): string =>
  spaces(
    what(
      { type: 'rupture', value: null, threshold: null, unit: 'sac', on_hand: null, day: null, probability: null, since: '2026-11-24T09:00:00Z', ...given },
      NOW,
    ),
  );

describe('since when', () => {
  it('is said by the days of the company', () => {
    expect(since('2026-11-25T14:59:40Z', NOW)).toBe('à l’instant');
    expect(since('2026-11-25T14:35:00Z', NOW)).toBe('depuis 25 min');
    expect(since('2026-11-25T00:10:00Z', NOW)).toBe('depuis 14 h');
    // Less than a day ago, and yesterday all the same.
    expect(since('2026-11-24T23:50:00Z', NOW)).toBe('depuis hier');
    expect(since('2026-11-23T23:50:00Z', NOW)).toBe('depuis 2 jours');
    expect(since('2026-06-01T10:00:00Z', NOW)).toBe('depuis le 1 juin 2026');
  });

  it('does not run ahead of a clock that is wrong', () => {
    expect(since('2026-11-25T15:04:00Z', NOW)).toBe('à l’instant');
  });
});

describe('a day to come', () => {
  it('is near by its weekday and far by its date', () => {
    expect(dayToCome('2026-11-25', '2026-11-25')).toBe('aujourd’hui');
    expect(dayToCome('2026-11-26', '2026-11-25')).toBe('demain');
    expect(dayToCome('2026-11-28', '2026-11-25')).toBe('samedi 28');
    expect(dayToCome('2026-12-12', '2026-11-25')).toBe('le 12 déc.');
    expect(dayToCome('2026-11-20', '2026-11-25')).toBe('le 20 nov.');
  });

  it('counts days over the end of a month', () => {
    expect(daysBetween('2026-11-28', '2026-12-02')).toBe(4);
    expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2);
  });
});

describe('what is wrong', () => {
  it('is said in one line for each type', () => {
    expect(alert({ type: 'rupture', on_hand: 0 })).toBe('Rupture depuis hier');
    expect(alert({ type: 'low_stock', on_hand: 3, threshold: 10 })).toBe('Reste 3 sacs, minimum 10');
    expect(alert({ type: 'stock_out', day: '2026-11-28', probability: 0.7 })).toBe('Rupture probable samedi 28 (70 %)');
    expect(alert({ type: 'stock_out', day: '2026-11-28' })).toBe('Rupture probable samedi 28');
    expect(alert({ type: 'expiry', day: '2026-12-07' })).toBe('Expire dans 12 jours');
    expect(alert({ type: 'expiry', day: '2026-11-26' })).toBe('Expire demain');
    expect(alert({ type: 'expiry', day: '2026-11-25' })).toBe('Expire aujourd’hui');
    expect(alert({ type: 'expiry', day: '2026-11-24' })).toBe('Périmé depuis hier');
    expect(alert({ type: 'expiry', day: '2026-11-20' })).toBe('Périmé depuis 5 jours');
    expect(alert({ type: 'dead_stock', value: 120, on_hand: 14 })).toBe('Pas vendu depuis 120 jours, reste 14 sacs');
    expect(alert({ type: 'service_rate', value: 0.8, threshold: 0.95, unit: null })).toBe('80 % servi, objectif 95 %');
    expect(alert({ type: 'failure_rate', value: 0.31, threshold: 0.2, unit: null })).toBe('31 % des messages n’arrivent pas, limite 20 %');
    expect(alert({ type: 'revenue', value: 45000, threshold: 100000, unit: null })).toBe('Ventes de 45 000 F, en dessous de 100 000 F');
    expect(alert({ type: 'revenue', value: 145000, threshold: 100000, unit: null })).toBe('Ventes de 145 000 F, au-dessus de 100 000 F');
    expect(alert({ type: 'sales_anomaly', value: 45000, threshold: 120000, unit: null })).toBe('Ventes de 45 000 F, moins que d’habitude (120 000 F)');
  });

  it('follows the shelf and not what was measured then', () => {
    expect(alert({ type: 'low_stock', value: 9, on_hand: 4, threshold: 10 })).toBe('Reste 4 sacs, minimum 10');
  });
});
