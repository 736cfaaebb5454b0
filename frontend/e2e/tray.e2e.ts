import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axe, measure } from './accessibility.ts';
import { BASE_URL } from './browser.ts';
import { addProduct, elsewhere, openCompany, type Owner } from './company.ts';
import { withPhone } from './harness.ts';
import { mirrored, sellOne, workerReady } from './screens.ts';

const phone = withPhone();
const COUNTER = ['NewSalePage', 'SalePage', 'SalesPage', 'QueuePage'];

async function begin(product: string, price: string, quantity: string): Promise<Owner> {
  const page = phone.page();
  const owner = await openCompany(page);
  await addProduct(page, product, price, quantity);
  await page.goto(`${BASE_URL}/products`);
  await page.getByText(new RegExp(`^${quantity}\\s`)).first().waitFor();
  await page.goto(`${BASE_URL}/sales/new`);
  await workerReady(page, COUNTER);
  return owner;
}

/** Nothing that axe or the tape finds, on the phone and on the smallest one, by day and by night. */
async function looksRight(page: Page, name: string): Promise<void> {
  await page.evaluate('globalThis.__name = (value) => value');
  for (const [width, colorScheme] of [[360, 'light'], [320, 'dark']] as const) {
    await page.setViewportSize({ width, height: 740 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: `test-results/${name}-${width}.png`, fullPage: true });
    expect((await axe(page)).map(({ id, nodes }) => `${id} ${nodes[0]?.target.join(' ')} ${nodes[0]?.failureSummary}`)).toEqual([]);
    expect(await measure(page)).toEqual([]);
  }
  await page.setViewportSize({ width: 360, height: 740 });
  await page.emulateMedia({ colorScheme: 'light' });
}

describe('the outbox', () => {
  it('counts every sale once on a network that loses requests and answers', async () => {
    const page = phone.page();
    const owner = await begin('Riz parfumé 25 kg', '1 000', '100');
    let turn = 0;
    await phone.context().route('**/api/v1/sync/push', async (route) => {
      turn += 1;
      if (turn % 3 === 0) return route.abort();
      // The server does its work, and nobody hears of it.
      if (turn % 3 === 1) {
        await route.fetch();
        return route.abort();
      }
      return route.continue();
    });
    for (let count = 0; count < 6; count += 1) await sellOne(page, 'riz', /Encaisser 1\s000\sF/);
    await page.goto(`${BASE_URL}/envois`);
    for (let tries = 0; tries < 6 && !(await page.getByText('Tout est envoyé').isVisible()); tries += 1) {
      await page.getByRole('button', { name: 'Envoyer maintenant' }).click({ timeout: 2000 }).catch(() => undefined);
      await page.waitForTimeout(500);
    }
    await page.getByText('Tout est envoyé').waitFor();
    const api = await elsewhere(owner);
    const { items } = await (await api.get('/api/v1/sales?limit=50')).json();
    expect(items.map(({ number }: { number: string }) => number).sort()).toEqual([1, 2, 3, 4, 5, 6].map((number) => `V-00000${number}`));
    const levels = await (await api.get('/api/v1/stock/levels?limit=5')).json();
    expect(levels.items[0].on_hand).toBe(94);

    // What sells is one tap away: open, product, money.
    await phone.context().unroute('**/api/v1/sync/push');
    await page.goto(`${BASE_URL}/sales/new`);
    await page.getByRole('group', { name: 'Les plus vendus' }).getByRole('button', { name: /Riz parfumé/ }).click();
    await looksRight(page, 'sale');
    await page.getByRole('button', { name: /Encaisser 1\s000\sF/ }).click();
    await page.getByText('Envoyée, n° V-000007').waitFor();
    await looksRight(page, 'sale-sent');
  });

  it('is shared by two tabs that sell at once', async () => {
    const one = phone.page();
    const owner = await begin('Riz parfumé 25 kg', '1 000', '50');
    const two = await phone.context().newPage();
    await two.goto(`${BASE_URL}/sales/new`);
    await phone.context().setOffline(true);
    await one.bringToFront();
    await sellOne(one, 'riz', /Encaisser 1\s000\sF/);
    await two.bringToFront();
    await sellOne(two, 'riz', /Encaisser 1\s000\sF/);
    await one.bringToFront();
    await sellOne(one, 'riz', /Encaisser 1\s000\sF/);
    for (const tab of [one, two]) await tab.getByRole('link', { name: '3 non envoyées' }).waitFor();
    await phone.context().setOffline(false);
    for (const tab of [one, two]) await tab.getByRole('link', { name: /non envoyée/ }).waitFor({ state: 'hidden' });
    const api = await elsewhere(owner);
    expect((await (await api.get('/api/v1/sales?limit=50')).json()).items).toHaveLength(3);
  });

  it('says when a shelf went below zero', async () => {
    const page = phone.page();
    await begin('Huile 5 L', '6 000', '1');
    await phone.context().setOffline(true);
    await sellOne(page, 'huile', /Encaisser 6\s000\sF/);
    await sellOne(page, 'huile', /Encaisser 6\s000\sF/);
    await page.getByRole('link', { name: '2 non envoyées' }).waitFor();
    await phone.context().setOffline(false);
    await page.getByText('Stock négatif : Huile 5 L -1. Comptez l’étagère.').waitFor();
  });

  it('keeps a refused sale, and sends it once it is corrected', async () => {
    const page = phone.page();
    const owner = await begin('Savon Madar', '500', '20');
    const api = await elsewhere(owner);
    const customer = await (await api.post('/api/v1/customers', { data: { name: 'Fatou Diop' } })).json();
    await page.goto(`${BASE_URL}/customers`);
    await page.getByText('Fatou Diop').first().waitFor();
    await mirrored(page, 'customer', 1);
    await page.goto(`${BASE_URL}/sales/new`);
    await page.getByRole('combobox', { name: 'Client' }).waitFor();
    await phone.context().setOffline(true);
    await page.getByRole('combobox', { name: 'Client' }).fill('fatou');
    await page.getByRole('option', { name: /^Fatou Diop/ }).click();
    await sellOne(page, 'savon', /Encaisser 500\sF/);
    expect((await api.delete(`/api/v1/customers/${customer.id}`)).status()).toBe(204);
    await phone.context().setOffline(false);

    await page.getByText('À corriger : refusée par le serveur').waitFor();
    await page.getByRole('link', { name: '1 non envoyée' }).click();
    await page.getByRole('heading', { name: 'À corriger' }).waitFor();
    await looksRight(page, 'tray-rejected');
    await page.getByRole('button', { name: 'Corriger' }).click();
    await page.getByText('Corrigez la vente').waitFor();
    await page.getByRole('button', { name: 'Effacer' }).click();
    await page.getByRole('button', { name: /Encaisser 500\sF/ }).click();
    await page.getByText('Envoyée, n° V-000001').waitFor();
    await page.getByRole('link', { name: /non envoyée/ }).waitFor({ state: 'hidden' });
    expect(phone.errors).toEqual([]);
  });

  it('shows mine and theirs when two people edited the same customer', async () => {
    const page = phone.page();
    const owner = await begin('Savon Madar', '500', '20');
    const api = await elsewhere(owner);
    const customer = await (await api.post('/api/v1/customers', { data: { name: 'Fatou Diop', phone: '+221771234567' } })).json();
    await page.goto(`${BASE_URL}/customers`);
    await page.getByRole('link', { name: /\bFatou Diop \+/ }).click();
    await page.getByRole('heading', { name: 'Fatou Diop', level: 1 }).waitFor();
    await phone.context().setOffline(true);
    await page.getByRole('button', { name: 'Modifier' }).click();
    await page.getByRole('dialog').getByLabel('Nom').fill('Fatou Diop Sarr');
    await page.getByRole('dialog').getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Fatou Diop Sarr').first().waitFor();
    await api.patch(`/api/v1/customers/${customer.id}`, { data: { name: 'Fatou Ndiaye' }, headers: { 'If-Match': `"${customer.version}"` } });
    await phone.context().setOffline(false);
    await page.getByRole('link', { name: '1 non envoyée' }).waitFor();
    await page.goto(`${BASE_URL}/envois`);
    await page.getByRole('heading', { name: 'À décider' }).waitFor();
    await page.getByRole('cell', { name: 'Fatou Diop Sarr' }).waitFor();
    await page.getByRole('cell', { name: 'Fatou Ndiaye' }).waitFor();
    await looksRight(page, 'tray-conflict');
    await page.getByRole('button', { name: 'Garder le mien' }).click();
    await page.getByText('Tout est envoyé').waitFor();
    expect(await (await api.get(`/api/v1/customers/${customer.id}`)).json()).toMatchObject({ name: 'Fatou Diop Sarr' });
  });

  it('takes another name for a category whose name was taken meanwhile', async () => {
    const page = phone.page();
    const owner = await begin('Savon Madar', '500', '20');
    const api = await elsewhere(owner);
    await page.goto(`${BASE_URL}/products/new`);
    await workerReady(page, [...COUNTER, 'Correction']);
    await phone.context().setOffline(true);
    await page.getByRole('combobox', { name: /Catégorie/ }).fill('Boissons');
    await page.getByRole('option', { name: /Boissons/ }).click();
    await page.getByLabel('Nom du produit').fill('Bissap 1 L');
    await page.getByLabel('Prix de vente').fill('1 000');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByRole('link', { name: '2 non envoyées' }).waitFor();
    expect((await api.post('/api/v1/categories', { data: { name: 'Boissons' } })).status()).toBe(201);
    await phone.context().setOffline(false);

    await page.goto(`${BASE_URL}/envois`);
    await page.getByRole('heading', { name: 'À décider' }).waitFor();
    await page.getByRole('button', { name: 'Corriger' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Corriger : Nouvelle catégorie' });
    await dialog.getByText('Nom déjà utilisé').first().waitFor();
    await looksRight(page, 'tray-correct-name');
    await dialog.getByLabel('Nom').fill('Boissons locales');
    await dialog.getByRole('button', { name: 'Envoyer' }).click();
    await page.getByText('Tout est envoyé').waitFor();
    const { items } = await (await api.get('/api/v1/categories')).json();
    expect(items.map(({ name }: { name: string }) => name).sort()).toEqual(['Boissons', 'Boissons locales']);
    const products = await (await api.get('/api/v1/products?search=bissap')).json();
    expect(products.items[0].category_id).toBe(items.find(({ name }: { name: string }) => name === 'Boissons locales').id);
    expect(phone.errors).toEqual([]);
  });

  it('puts a receipt right that was refused, and its goods on the shelf', async () => {
    const page = phone.page();
    const owner = await begin('Savon Madar', '500', '20');
    const api = await elsewhere(owner);
    await page.goto(`${BASE_URL}/receive`);
    await page.getByRole('combobox', { name: 'Ajouter un produit' }).fill('savon');
    await page.getByRole('option', { name: /Savon Madar/ }).click();
    // More than any shelf holds: a barcode scanned into the quantity.
    await page.getByLabel(/Quantité arrivée de Savon Madar/).fill('6045000000013');
    await page.getByRole('button', { name: /produit en stock/ }).click();
    await page.getByRole('link', { name: '1 non envoyée' }).waitFor();

    await page.goto(`${BASE_URL}/envois`);
    await page.getByRole('heading', { name: 'À corriger' }).waitFor();
    await page.getByRole('button', { name: 'Corriger' }).click();
    const dialog = page.getByRole('dialog', { name: 'Corriger : Réception' });
    await dialog.getByText('Savon Madar').first().waitFor();
    await looksRight(page, 'tray-correct-receipt');
    await dialog.getByLabel('Quantité').fill('12');
    await dialog.getByRole('button', { name: 'Envoyer' }).click();
    await page.getByText('Tout est envoyé').waitFor();
    const levels = await (await api.get('/api/v1/stock/levels?limit=5')).json();
    expect(levels.items[0].on_hand).toBe(32);
    expect(phone.errors).toEqual([]);
  });
});
