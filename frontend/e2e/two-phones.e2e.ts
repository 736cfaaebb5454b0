import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { BASE_URL } from './browser.ts';
import { addProduct, atTheServer, elsewhere, openCompany, type Owner } from './company.ts';
import { withPhone } from './harness.ts';
import { mirrored, sellOne, signIn, workerReady } from './screens.ts';

const phone = withPhone();

/** At the counter with all that it needs, before the network goes. */
async function ready(page: Page): Promise<void> {
  await page.goto(`${BASE_URL}/sales/new`);
  await workerReady(page, ['NewSalePage']);
  await mirrored(page, 'product', 1);
}

/** A second phone of the same person, at the counter. */
async function second({ email, password }: Owner): Promise<Page> {
  const page = await phone.another();
  await signIn(page, email, password);
  await ready(page);
  return page;
}

const allSent = (page: Page) => page.getByRole('link', { name: /non envoyée/ }).waitFor({ state: 'hidden', timeout: 20_000 });

describe('two phones of one shop', () => {
  it('both sell the last piece without network: both sales stand, and everybody sees what is missing', async () => {
    const one = phone.page();
    const owner = await openCompany(one);
    await addProduct(one, 'Huile 5 L', '6 000', '1');
    await ready(one);
    const two = await second(owner);
    for (const page of [one, two]) {
      await page.context().setOffline(true);
      await sellOne(page, 'huile', /Encaisser 6\s000\sF/);
      await page.getByRole('link', { name: '1 non envoyée' }).waitFor();
    }
    await one.context().setOffline(false);
    await allSent(one);
    expect(await one.getByText('Stock négatif').count()).toBe(0);
    await two.context().setOffline(false);
    await two.getByText('Stock négatif : Huile 5 L -1. Comptez l’étagère.').waitFor();
    await allSent(two);

    const { sales, onHand } = await atTheServer(owner);
    expect(sales.map(({ number }) => number).sort()).toEqual(['V-000001', 'V-000002']);
    expect(onHand).toBe(-1);
    for (const page of [one, two]) {
      await page.locator('nav a[href="/products"]:visible').click();
      await page.getByText('-1 pièce').first().waitFor();
      await page.locator('nav a[href="/"]:visible').click();
      await page.getByRole('link', { name: /^Ruptures\s*1/ }).waitFor();
    }
    expect(phone.errors).toEqual([]);
  });

  it('a count stays what was counted, whatever arrives after it: only later sales are subtracted', async () => {
    const counting = phone.page();
    const owner = await openCompany(counting);
    await addProduct(counting, 'Riz parfumé 25 kg', '1 000', '10');
    await counting.getByText('10 pièces').first().waitFor();
    const product = counting.url();
    const selling = await second(owner);
    await workerReady(counting, ['NewSalePage']);
    await mirrored(counting, 'product', 1);
    for (const page of [counting, selling]) await page.context().setOffline(true);

    await sellOne(selling, 'riz', /Encaisser 1\s000\sF/);
    await counting.bringToFront();
    await counting.getByRole('button', { name: 'Compter' }).click();
    await counting.getByRole('dialog').getByLabel(/compt/i).fill('7');
    await counting.getByRole('dialog').getByRole('button', { name: 'Enregistrer' }).click();
    await counting.getByRole('dialog').waitFor({ state: 'hidden' });
    await selling.bringToFront();
    await sellOne(selling, 'riz', /Encaisser 1\s000\sF/);

    await counting.context().setOffline(false);
    await allSent(counting);
    expect((await atTheServer(owner)).onHand).toBe(7);
    await selling.context().setOffline(false);
    await allSent(selling);
    const { sales, onHand } = await atTheServer(owner);
    expect(sales).toHaveLength(2);
    expect(onHand).toBe(6);
    const api = await elsewhere(owner);
    const counts = (await (await api.get('/api/v1/stock/counts')).json()) as { items: { id: string }[] };
    const count = await (await api.get(`/api/v1/stock/counts/${counts.items[0]!.id}`)).json();
    expect(count.lines).toMatchObject([{ counted: 7, expected: 10 }]);
    expect(counting.url()).toBe(product);
    await counting.getByText('6 pièces').first().waitFor();
    await selling.locator('nav a[href="/products"]:visible').click();
    await selling.getByText('6 pièces').first().waitFor();
    expect(phone.errors).toEqual([]);
  });
});
