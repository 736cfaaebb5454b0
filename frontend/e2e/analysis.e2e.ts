import type { APIRequestContext, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { BASE_URL } from './browser.ts';
import { elsewhere, openCompany } from './company.ts';
import { withPhone } from './harness.ts';
import { mirrored, settle, workerReady } from './screens.ts';

const phone = withPhone();

const DAY_MS = 86_400_000;

type Shop = { api: APIRequestContext; rice: string; oil: string; sell: (product: string, quantity: number, daysAgo: number, method?: string) => Promise<void> };

/** A shop that buys rice at 10,000 and oil at 5,000, and sells them at 12,500 and 6,000. */
async function shop(page: Page): Promise<Shop> {
  const api = await elsewhere(await openCompany(page));
  const made = async (path: string, data: object): Promise<{ id: string }> => {
    const answer = await api.post(`/api/v1/${path}`, { data });
    expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
    return answer.json();
  };
  const category = await made('categories', { name: 'Épicerie' });
  const product = (name: string, price: number, cost: number) =>
    made('products', { name, sale_price: price, purchase_price: cost, min_stock: 3, unit: 'sac', category_id: category.id });
  const rice = (await product('Riz brisé 25 kg', 12_500, 10_000)).id;
  const oil = (await product('Huile 5 L', 6_000, 5_000)).id;
  for (const [id, unit_cost] of [[rice, 10_000], [oil, 5_000]] as const) {
    await made('stock/movements', { product_id: id, type: 'ENTRY', quantity: 100, unit_cost, occurred_at: new Date(Date.now() - 70 * DAY_MS).toISOString() });
  }
  const sell = async (product_id: string, quantity: number, daysAgo: number, payment_method = 'cash') => {
    await made('sales', { lines: [{ product_id, quantity }], payment_method, occurred_at: new Date(Date.now() - daysAgo * DAY_MS).toISOString() });
  };
  return { api, rice, oil, sell };
}

describe('analysis', () => {
  it('says what changed in words, by finger, in figures, and without network', async () => {
    const page = phone.page();
    const { api, rice, oil, sell } = await shop(page);
    await sell(rice, 2, 40);
    await sell(oil, 4, 41);
    await sell(rice, 4, 3);
    await sell(oil, 2, 5, 'mobile_money');

    await page.goto(`${BASE_URL}/more`);
    await page.getByRole('link', { name: 'Analyse', exact: true }).click();
    // 62,000 against 49,000.
    await page.getByText(/Vos ventes montent de 26,5\s%\s: 13\s000\sF de plus que les 30 jours d’avant\./).waitFor();
    await page.getByText(/autant de ventes, avec un panier moyen plus gros \(\+27\s%\)/).waitFor();

    // Read under the finger, then by the keyboard.
    const chart = page.getByRole('slider', { name: /Évolution des ventes/ });
    const box = (await chart.boundingBox())!;
    await page.touchscreen.tap(box.x + box.width - 2, box.y + box.height / 2);
    expect(await chart.getAttribute('aria-valuenow')).toBe('30');
    await chart.focus();
    for (let day = 0; day < 4; day += 1) await page.keyboard.press('ArrowLeft');
    expect(await chart.getAttribute('aria-valuetext')).toMatch(/CA 50\s000\sF, Comparaison/);

    // Nearer: half as many days, of which the read one is still there.
    await page.getByRole('button', { name: 'Approcher' }).first().click();
    await page.getByRole('button', { name: 'Plus tôt' }).first().waitFor();
    await chart.focus();
    await page.keyboard.press('End');
    expect(await chart.getAttribute('aria-valuenow')).toBe('30');

    // A table behind it, with every day in it.
    await page.getByRole('button', { name: 'Voir les chiffres' }).first().click();
    const table = page.getByRole('table', { name: /Évolution des ventes/ });
    expect(await table.getByRole('row').count()).toBe(31);

    const top = page.getByRole('region', { name: 'Les 10 meilleurs produits' });
    await top.getByRole('button', { name: 'Marge' }).click();
    await top.getByRole('link', { name: /Riz brisé 25 kg.*10\s000\sF/ }).waitFor();
    await page.getByRole('region', { name: 'Moyens de paiement' }).getByText(/80,6\s%/).waitFor();
    await page.getByText(/Votre meilleur moment :/).waitFor();

    await page.getByLabel('Comparer à').selectOption('year');
    await page.getByText('Rien à comparer : vous n’aviez pas de vente sur l’autre période.').waitFor();
    await page.getByRole('button', { name: '7 jours' }).click();
    await page.waitForURL((url) => url.searchParams.get('period') === '7' && url.searchParams.get('compare') === 'year');

    await page.goto(`${BASE_URL}/analysis`);
    await page.getByText(/Vos ventes montent/).waitFor();
    await settle(page);
    await workerReady(page, ['AnalysisPage']);
    await page.context().setOffline(true);
    await page.reload();
    await page.getByText(/Hors ligne\. Dernières données/).waitFor();
    await page.getByText(/Vos ventes montent de 26,5/).waitFor();
    await page.context().setOffline(false);
    await api.dispose();
    expect(phone.errors).toEqual([]);
  });

  it('measures only what it can: the service rate waits for missed sales', async () => {
    const page = phone.page();
    const { api, rice, sell } = await shop(page);
    await sell(rice, 9, 2);
    await page.goto(`${BASE_URL}/kpis`);
    const rate = page.locator('.figures > div').filter({ hasText: 'Taux de service' });
    await rate.getByText('pas encore mesuré').waitFor();
    await rate.getByText(/Notez vos ventes manquées/).waitFor();
    await page.locator('.figures > div').filter({ hasText: 'Chiffre d’affaires' }).getByText(/112\s500\sF/).waitFor();

    expect((await api.post('/api/v1/missed-sales', { data: { product_id: rice, quantity: 1 } })).ok()).toBe(true);
    await page.reload();
    await rate.getByText(/90\s%/).waitFor();
    await rate.getByText('avant : pas mesuré').waitFor();
    await api.dispose();
    expect(phone.errors).toEqual([]);
  });

  it('narrows the stock by what is wrong, and the address keeps it', async () => {
    const page = phone.page();
    const { api, rice, oil } = await shop(page);
    expect((await api.post('/api/v1/stock/movements', { data: { product_id: oil, type: 'EXIT', quantity: 100 } })).ok()).toBe(true);
    await page.goto(`${BASE_URL}/stock`);
    await page.getByRole('link', { name: /Riz brisé/ }).first().waitFor();
    await mirrored(page, 'category', 1);
    await page.getByRole('button', { name: 'Rupture 1' }).click();
    await page.getByRole('link', { name: /Riz brisé/ }).first().waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: /Huile 5 L.*En rupture depuis/ }).waitFor();
    // The others are still counted.
    await page.getByRole('button', { name: 'Tous 2' }).waitFor();
    await page.getByRole('button', { name: 'Filtrer' }).click();
    await page.getByLabel('Catégorie').selectOption('Épicerie');
    await page.reload();
    await page.getByRole('link', { name: /Huile 5 L/ }).first().waitFor();
    expect(await page.getByRole('button', { name: 'Rupture 1' }).getAttribute('aria-pressed')).toBe('true');
    expect(await page.getByLabel('Catégorie').inputValue()).not.toBe('');
    expect(await page.getByRole('link', { name: 'Analyse de Huile 5 L' }).getAttribute('href')).toBe(`/products/${oil}/analysis`);

    await page.getByRole('button', { name: 'Tous 2' }).click();
    await page.getByLabel('Trier').selectOption('-value');
    await page.waitForURL((url) => url.searchParams.get('sort') === '-value');
    await page.getByRole('link', { name: /Riz brisé/ }).first().click();
    await page.waitForURL((url) => url.pathname === `/products/${rice}`);
    await api.dispose();
    expect(phone.errors).toEqual([]);
  });
});
