import { describe, expect, it } from 'vitest';
import type { AlertRule, AlertType } from '@/kernel/api/types';
import { bodyOf, endsAbove, errorsOf, repeatText, scopeText, valuesOf, when, type RuleValues } from './rule';
import { TYPES } from './words';

const spaces = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');
const fresh = (type: AlertType, given: Partial<RuleValues> = {}): RuleValues => ({ ...valuesOf(type, null), ...given });
const params = { threshold: null, days: null, probability: null, percent: null, amount: null, direction: null, period: null, sensitivity: null };
const rule = (type: AlertType, given: Partial<AlertRule> = {}): AlertRule => ({
  id: 'r',
  type,
  name: 'Ma règle',
  params,
  category_ids: [],
  product_ids: [],
  roles: ['owner'],
  user_ids: [],
  delivery: 'digest',
  repeat_hours: 24,
  is_active: true,
  firing: 0,
  last_fired_at: null,
  created_at: '2026-11-01T00:00:00Z',
  updated_at: '2026-11-01T00:00:00Z',
  version: 3,
  ...given,
});

describe('what the form sends', () => {
  it('holds the numbers that the type reads, and no other', () => {
    expect(bodyOf('rupture', fresh('rupture')).params).toEqual({});
    expect(bodyOf('stock_out', fresh('stock_out', { days: '10', probability: '0.5' })).params).toEqual({ days: 10, probability: 0.5 });
    expect(bodyOf('revenue', fresh('revenue', { amount: '75 000' })).params).toEqual({ direction: 'below', period: 'day', amount: 75000 });
    expect(bodyOf('service_rate', fresh('service_rate', { percent: '92,5' })).params).toEqual({ percent: 92.5, days: 30 });
  });

  it('leaves an empty threshold to each product’s minimum', () => {
    expect(bodyOf('low_stock', fresh('low_stock')).params).toEqual({});
    expect(bodyOf('low_stock', fresh('low_stock', { threshold: '12' })).params).toEqual({ threshold: 12 });
  });

  it('names the products of the chosen scope alone', () => {
    const both = { category_ids: ['c'], product_ids: ['p'] };
    expect(bodyOf('rupture', fresh('rupture', { ...both, scope: 'all' }))).toMatchObject({ category_ids: [], product_ids: [] });
    expect(bodyOf('rupture', fresh('rupture', { ...both, scope: 'categories' }))).toMatchObject({ category_ids: ['c'], product_ids: [] });
    expect(bodyOf('rupture', fresh('rupture', { ...both, scope: 'products' }))).toMatchObject({ category_ids: [], product_ids: ['p'] });
    expect(bodyOf('revenue', fresh('revenue', { ...both, scope: 'products' }))).toMatchObject({ category_ids: [], product_ids: [] });
  });

  it('gives back a rule as it was', () => {
    const known = rule('low_stock', { params: { ...params, threshold: 5 }, product_ids: ['p'], user_ids: ['u'], repeat_hours: 48 });
    expect(bodyOf('low_stock', valuesOf('low_stock', known))).toEqual({
      name: 'Ma règle',
      params: { threshold: 5 },
      category_ids: [],
      product_ids: ['p'],
      roles: ['owner'],
      user_ids: ['u'],
      delivery: 'digest',
      repeat_hours: 48,
    });
  });
});

describe('what the form refuses', () => {
  it('nothing of what a new rule begins with, but the amount that nobody can guess', () => {
    for (const type of TYPES) expect(Object.keys(errorsOf(type, fresh(type), false))).toEqual(type === 'revenue' ? ['amount'] : []);
  });

  it('days and shares that make no sense', () => {
    expect(errorsOf('expiry', fresh('expiry', { days: '0' }), false).days).toBeDefined();
    expect(errorsOf('expiry', fresh('expiry', { days: '' }), false).days).toBeDefined();
    expect(errorsOf('expiry', fresh('expiry', { days: '7,5' }), false).days).toBeDefined();
    expect(errorsOf('service_rate', fresh('service_rate', { percent: '120' }), false).percent).toBeDefined();
    expect(errorsOf('low_stock', fresh('low_stock', { threshold: '2,5' }), false).threshold).toBeDefined();
  });

  it('a scope without products, nobody to tell, a name that is gone', () => {
    expect(errorsOf('rupture', fresh('rupture', { scope: 'products' }), false).product_ids).toBeDefined();
    expect(errorsOf('rupture', fresh('rupture', { scope: 'categories' }), false).category_ids).toBeDefined();
    expect(errorsOf('rupture', fresh('rupture', { roles: [] }), false).roles).toBeDefined();
    expect(errorsOf('rupture', fresh('rupture', { roles: [], user_ids: ['u'] }), false)).toEqual({});
    expect(errorsOf('rupture', fresh('rupture'), true).name).toBeDefined();
  });
});

describe('a rule in words', () => {
  it('says when it warns', () => {
    expect(when(rule('low_stock'))).toBe('il reste le minimum du produit ou moins');
    expect(spaces(when(rule('low_stock', { params: { ...params, threshold: 5 } })))).toBe('il reste 5 unités ou moins');
    expect(spaces(when(rule('stock_out', { params: { ...params, days: 7, probability: 0.3 } })))).toBe('rupture probable dans les 7 jours (30 % ou plus)');
    expect(spaces(when(rule('revenue', { params: { ...params, amount: 75000, direction: 'below', period: 'week' } })))).toBe('ventes de la semaine en dessous de 75 000 F');
    for (const type of TYPES) expect(when(rule(type))).not.toMatch(/[{}]|^rules/);
  });

  it('says which products, and how often', () => {
    expect(scopeText(rule('rupture'))).toBe('');
    expect(scopeText(rule('rupture', { category_ids: ['a', 'b'] }))).toBe('2 catégories');
    expect(scopeText(rule('rupture', { product_ids: ['a'] }))).toBe('1 produit');
    expect([6, 24, 72, 168, 720].map(repeatText)).toEqual(['toutes les 6 heures', 'chaque jour', 'tous les 3 jours', 'chaque semaine', 'chaque mois']);
  });
});

describe('where an alert ends', () => {
  it('lies above its threshold by a tenth, one unit at the least', () => {
    const ends = (type: AlertType, threshold: number, on_hand: number, minimum: number | null = null) => endsAbove({ type, threshold, on_hand }, minimum);
    expect(ends('rupture', 0, 0)).toBe('1');
    expect(ends('rupture', 0, 0, 40)).toBe('4');
    expect(ends('low_stock', 3, 2)).toBe('4');
    expect(ends('low_stock', 50, 8)).toBe('55');
    expect(ends('expiry', 30, 8)).toBeNull();
  });

  it('is whole for what is counted in pieces, and exact for what is weighed', () => {
    expect(endsAbove({ type: 'low_stock', threshold: 14, on_hand: 9 }, null)).toBe('15');
    expect(endsAbove({ type: 'low_stock', threshold: 14, on_hand: 9.5 }, null)).toBe('15,4');
  });
});
