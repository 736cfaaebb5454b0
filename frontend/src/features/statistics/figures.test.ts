import { beforeAll, beforeEach, describe, expect, it, vi, afterEach } from 'vitest';
import type { Kpis, SalesAnalysis, StockItem } from '@/kernel/api/types';
import { formatFor } from '@/kernel/format';
import { loadEverything, loadLanguage } from '@/kernel/i18n';
import { gridOf } from './grid';
import { hoursOf } from './hours';
import { kpiText, MEASURES, moved } from './kpis';
import { daysOf, periodOf, range, wrongPeriod } from './period';
import { whenOut } from './stock';

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

beforeAll(async () => {
  await loadLanguage('fr');
  await loadEverything();
});

describe('a period', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(2026, 6, 1, 23, 30) });
    formatFor({ currency: 'XOF', currency_exponent: 0, time_zone: 'Africa/Douala' });
  });
  afterEach(() => {
    vi.useRealTimers();
    formatFor({ currency: 'XOF', currency_exponent: 0, time_zone: 'Africa/Dakar' });
  });
  const of = (query: string) => periodOf(new URLSearchParams(query));
  it('is the last 30 days of the company, and no day of its own until it is asked for', () => {
    expect(of('')).toEqual({ name: '30', from: '', to: '' });
    // In Douala the next day has begun.
    expect(daysOf(of(''))).toEqual({ first: '2026-06-03', last: '2026-07-02' });
    expect(daysOf(of('period=365'))).toEqual({ first: '2025-07-03', last: '2026-07-02' });
  });
  it('takes no nonsense from an address', () => {
    expect(of('period=fortnight').name).toBe('30');
    expect(daysOf(of('period=dates&from=2026-13-45&to=tomorrow'))).toEqual({ first: '2026-06-03', last: '2026-07-02' });
  });
  it('of two dates begins before it ends, and is three years at the most', () => {
    expect(wrongPeriod(of('period=dates&from=2026-05-31&to=2026-05-01'))).toBe('La fin vient avant le début.');
    expect(wrongPeriod(of('period=dates&from=2023-01-01&to=2026-05-01'))).toBe('Trois ans au plus.');
    expect(wrongPeriod(of('period=dates&from=2026-05-31&to=2026-05-31'))).toBeNull();
  });
  it('names the year once, or twice where there are two', () => {
    expect(range('2026-05-01', '2026-05-31')).toBe('1 mai – 31 mai 2026');
    expect(range('2025-12-01', '2026-01-31')).toBe('1 déc. 2025 – 31 janv. 2026');
    expect(range('2026-05-01', '2026-05-01')).toBe('1 mai 2026');
  });
});

describe('a figure against the period before', () => {
  it('moves by points when it is a rate, and by a percentage otherwise', () => {
    expect(moved(MEASURES.fill_rate, 0.9329, 0.9665)).toEqual({ way: 'down', tone: 'danger', text: '-3,4 pt' });
    expect(plain(moved(MEASURES.revenue, 120, 100)!.text)).toBe('+20 %');
  });
  it('is better when what should fall falls, and neither where it depends', () => {
    expect(moved(MEASURES.missed_units, 5, 10)).toMatchObject({ way: 'down', tone: 'ok' });
    expect(moved(MEASURES.coverage_days, 40, 30)).toMatchObject({ way: 'up', tone: '' });
  });
  it('says nothing where one of the two is missing or next to nothing', () => {
    expect(moved(MEASURES.gmroi, null, 2)).toBeNull();
    expect(moved(MEASURES.gmroi, 2, null)).toBeNull();
    expect(moved(MEASURES.revenue, 5, 0)).toBeNull();
    expect(moved(MEASURES.revenue, 2_000, 100)).toBeNull();
    expect(moved(MEASURES.revenue, 0, 0)).toMatchObject({ way: 'same', text: 'stable' });
  });
  it('is written as people say it', () => {
    expect(plain(kpiText('times', 2.754))).toBe('2,75 fois');
    expect(plain(kpiText('days', 30.66))).toBe('30,7 jours');
    expect(plain(kpiText('rate', 0.9329))).toBe('93,3 %');
  });
});

describe('the hours of a week', () => {
  const cell = (weekday: number, hour: number, revenue: number): SalesAnalysis['hours'][number] => ({ weekday, hour, revenue, sales: 1 });
  it('run from the first that sold to the last, the quiet ones too', () => {
    const week = hoursOf([cell(0, 9, 10), cell(6, 11, 30)]);
    expect(week.hours).toEqual([9, 10, 11]);
    expect(week.revenue).toEqual([
      [10, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 30],
    ]);
    expect(week.best).toMatchObject({ weekday: 6, hour: 11 });
  });
  it('of nothing are none', () => expect(hoursOf([])).toEqual({ hours: [], revenue: [], sales: [], best: null }));
});

it('counts in the grid of classes what did not sell, and puts what is too new apart', () => {
  const classes: Kpis['classes'] = [
    { abc: 'A', xyz: 'X', products: 3, revenue: 80, value: null },
    { abc: 'C', xyz: null, products: 2, revenue: 20, value: null },
  ];
  const { cell, revenue, unsold } = gridOf(classes, 9);
  expect([revenue, unsold]).toEqual([100, 4]);
  expect(cell('A', 'X')?.products).toBe(3);
  expect(cell('C', 'new')?.products).toBe(2);
  expect(cell('B', 'Y')).toBeUndefined();
});

describe('when a shelf is empty', () => {
  const item: StockItem = {
    product_id: '1',
    code: 'R',
    name: 'Riz',
    category_id: null,
    category_name: null,
    supplier_id: null,
    supplier_name: null,
    shelf: null,
    unit: 'sac',
    status: 'ok',
    on_hand: 5,
    on_order: 0,
    min_stock: null,
    max_stock: null,
    value: null,
    sale_price: 1,
    units_30: 0,
    revenue_30: 0,
    daily: null,
    coverage_days: null,
    stock_out_on: null,
    probability: null,
    abc: null,
    xyz: null,
    dead: false,
    last_sale_at: null,
    rupture_since: null,
  };
  it.each<[Partial<StockItem>, string]>([
    [{ status: 'untracked', stock_out_on: '2026-06-12' }, 'À compter une première fois'],
    [{ status: 'rupture', rupture_since: '2026-06-03T10:00:00Z' }, 'En rupture depuis le 3 juin'],
    [{ stock_out_on: '2026-06-12', coverage_days: 9.4 }, 'Vide vers le 12 juin'],
    [{ coverage_days: 44.6 }, 'Tient encore 45 jours'],
    [{ coverage_days: 4000 }, 'Tient encore plus d’un an'],
    [{ dead: true, last_sale_at: '2026-01-03T10:00:00Z' }, 'Pas vendu depuis le 3 janv. 2026'],
    [{ dead: true }, 'Jamais vendu'],
    [{}, 'Trop peu de ventes pour le dire'],
  ])('%o: %s', (facts, words) => expect(plain(whenOut({ ...item, ...facts }))).toBe(words));
});
