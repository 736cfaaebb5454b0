import { beforeAll, describe, expect, it } from 'vitest';
import type { SalesAnalysis } from '@/kernel/api/types';
import { loadEverything, loadLanguage } from '@/kernel/i18n';
import { changes, said } from './said';

type Totals = SalesAnalysis['totals'];

const totals = (revenue: number, sales: number, rate: number | null = null): Totals => ({
  revenue,
  sales,
  returns: 0,
  units: sales,
  basket: sales ? Math.round(revenue / sales) : null,
  margin: rate === null ? null : Math.round(revenue * rate),
  margin_rate: rate,
  missed_units: 0,
});

const category = (name: string | null, revenue: number, change: number | null) => ({ category_id: null, name, units: 1, revenue, margin: null, share: 0, change });

const analysis = (now: Totals, before: Totals | null, categories: SalesAnalysis['categories'] = []): SalesAnalysis => ({
  currency: 'XOF',
  currency_exponent: 0,
  first: '2026-06-01',
  last: '2026-06-30',
  compared_first: before && '2026-05-02',
  compared_last: before && '2026-05-31',
  step: 'day',
  totals: now,
  compared: before,
  trend: [],
  top_products: [],
  categories,
  hours: [],
  payments: [],
});

const month = { name: '30', from: '', to: '' } as const;
const tell = (of: SalesAnalysis, compare: 'previous' | 'year' | 'none' = 'previous') => said(of, compare, month).map((text) => text.replace(/[\u00a0\u202f]/g, ' '));

describe('what changed, in words', () => {
  beforeAll(async () => {
    await loadLanguage('fr');
    await loadEverything();
  });

  it('says by how much, and whether sales or baskets made it', () => {
    expect(tell(analysis(totals(120_000, 12), totals(100_000, 8)))).toEqual([
      'Vos ventes montent de 20 % : 20 000 F de plus que les 30 jours d’avant.',
      'Il y a eu plus de ventes (+50 %), avec un panier moyen plus petit (-20 %).',
    ]);
    expect(tell(analysis(totals(90_000, 8), totals(100_000, 8)), 'year')).toEqual([
      'Vos ventes baissent de 10 % : 10 000 F de moins que la même période un an plus tôt.',
      'Il y a eu autant de ventes, avec un panier moyen plus petit (-10 %).',
    ]);
  });

  it('calls a change under one in a hundred steady, and then names no category', () => {
    const found = changes(analysis(totals(100_500, 10), totals(100_000, 10), [category('Riz', 60_000, 0.5)]));
    expect(found).toMatchObject({ kind: 'compared', way: 'same', category: null });
  });

  it('names the category that went the same way by the most', () => {
    const rows = [category('Riz', 90_000, 0.5), category('Huile', 10_000, -0.5), category(null, 25_000, null)];
    expect(changes(analysis(totals(145_000, 10), totals(100_000, 10), rows))).toMatchObject({ category: { name: 'Riz', difference: 30_000 } });
    expect(tell(analysis(totals(60_000, 10), totals(100_000, 10), [category('Riz', 40_000, -0.5), category('Huile', 20_000, 0)]))).toContain('« Riz » y perd le plus : 40 000 F de moins.');
    // A tenth of the difference explains nothing.
    expect(changes(analysis(totals(200_000, 10), totals(100_000, 10), [category('Riz', 20_000, 1)]))).toMatchObject({ category: null });
  });

  it('speaks of the margin only when it moved, and only to whom it is shown', () => {
    expect(tell(analysis(totals(120_000, 10, 0.18), totals(100_000, 10, 0.2)))).toContain('La marge passe de 20 % à 18 % des ventes.');
    expect(changes(analysis(totals(120_000, 10, 0.199), totals(100_000, 10, 0.2)))).toMatchObject({ margin: null });
    expect(changes(analysis(totals(120_000, 10), totals(100_000, 10)))).toMatchObject({ margin: null });
  });

  it('says honestly that there is nothing, or too little, to compare with', () => {
    expect(tell(analysis(totals(0, 0), totals(0, 0)))).toEqual(['Aucune vente sur cette période.']);
    expect(tell(analysis(totals(50_000, 2), totals(0, 0)))).toEqual(['50 000 F en 2 ventes.', 'Rien à comparer : vous n’aviez pas de vente sur l’autre période.']);
    expect(tell(analysis(totals(50_000, 2), totals(1_000, 1)))).toEqual(['50 000 F en 2 ventes.', 'Trop peu de ventes sur l’autre période pour comparer.']);
    expect(tell(analysis(totals(50_000, 2), null), 'none')).toEqual(['50 000 F en 2 ventes.']);
    expect(tell(analysis(totals(0, 0), totals(50_000, 2)))[0]).toBe('Vos ventes baissent de 100 % : 50 000 F de moins que les 30 jours d’avant.');
  });
});
