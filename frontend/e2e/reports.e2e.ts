import { readFileSync } from 'node:fs';
import type { Download, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axe, measure } from './accessibility.ts';
import { BASE_URL } from './browser.ts';
import { addProduct, elsewhere, openCompany, type Owner } from './company.ts';
import { withPhone } from './harness.ts';
import { settle } from './screens.ts';

const phone = withPhone();

const bytesOf = async (download: Download) => readFileSync(await download.path());

async function made(page: Page, type: string): Promise<void> {
  await page.goto(`${BASE_URL}/reports`);
  await page.getByRole('link', { name: new RegExp(type) }).click();
  await page.getByRole('heading', { name: type, level: 1 }).waitFor();
}

async function prepared(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Préparer', exact: true }).click();
  await page.waitForURL(/\/reports\/[0-9a-f-]{36}$/);
  await page.getByRole('button', { name: 'Télécharger' }).waitFor({ timeout: 60_000 });
}

/** A file that opens without a sign-in, as whoever gets the link would. */
async function opened(page: Page, url: string): Promise<Buffer> {
  const answer = await page.context().request.get(new URL(new URL(url).pathname, BASE_URL).href, { headers: {} });
  expect(answer.status()).toBe(200);
  return answer.body();
}

/** An order of a product, at the desk. */
async function ordered(owner: Owner): Promise<void> {
  const api = await elsewhere(owner);
  const [product] = (await (await api.get('/api/v1/products?limit=1')).json()).items;
  const supplier = await (await api.post('/api/v1/suppliers', { data: { name: 'Grossiste Sandaga' } })).json();
  const answer = await api.post('/api/v1/purchase-orders', { data: { supplier_id: supplier.id, lines: [{ product_id: product.id, quantity: 12, unit_cost: 400 }] } });
  expect(answer.status()).toBe(201);
  await api.dispose();
}

describe('a report', () => {
  it('is chosen, made while one looks on, looked at, downloaded, shared by a link and deleted', async () => {
    const page = phone.page();
    await phone.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await openCompany(page);
    await addProduct(page, 'Savon Madar', '500', '20');
    await made(page, 'Synthèse mensuelle');
    // The last month that is over is what is asked for most.
    const last = await page.evaluate(() => {
      const now = new Date();
      return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)).toISOString().slice(0, 10);
    });
    expect(await page.getByLabel('Mois', { exact: true }).inputValue()).toBe(last);
    expect(await axe(page)).toEqual([]);
    await prepared(page);
    await settle(page);
    expect(await axe(page)).toEqual([]);
    expect(await measure(page)).toEqual([]);

    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Télécharger' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/\.pdf$/);
    expect((await bytesOf(file)).subarray(0, 5).toString()).toBe('%PDF-');

    await page.getByRole('button', { name: 'Partager' }).click();
    await page.getByText(/^Lien copié/).waitFor();
    const url = await page.evaluate(() => navigator.clipboard.readText());
    expect((await opened(page, url)).subarray(0, 5).toString()).toBe('%PDF-');

    await page.getByRole('link', { name: 'Retour' }).click();
    await page.getByRole('button', { name: 'Historique' }).waitFor();
    const row = page.locator('main .item').filter({ hasText: 'Prêt' });
    await row.getByRole('button').first().click();
    await page.getByRole('button', { name: 'Supprimer ce rapport' }).click();
    await page.getByRole('button', { name: 'Oui, supprimer' }).click();
    await page.getByRole('heading', { name: 'Aucun rapport pour le moment' }).waitFor();
    expect((await page.context().request.get(new URL(new URL(url).pathname, BASE_URL).href)).status()).toBe(404);
    expect(phone.errors).toEqual([]);
  });

  it('of an order goes to a supplier, and the page says what became of it', async () => {
    const page = phone.page();
    const owner = await openCompany(page);
    await addProduct(page, 'Savon Madar', '500', '20');
    await ordered(owner);
    await made(page, 'Bon de commande');
    await page.getByRole('button', { name: 'Préparer', exact: true }).click();
    await page.getByText('Ce champ est nécessaire.').waitFor();
    await page.getByLabel('Commande').selectOption({ index: 1 });
    await prepared(page);

    await page.getByRole('button', { name: 'Envoyer', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Envoyer', exact: true }).click();
    await dialog.getByText('Choisissez au moins une personne.').waitFor();
    await dialog.getByRole('button', { name: 'Ajouter quelqu’un d’autre' }).click();
    await dialog.getByLabel('Nom').fill('Grossiste Sandaga');
    await dialog.getByLabel('E-mail ou téléphone').fill('sandaga@example.com');
    expect(await axe(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Envoyer', exact: true }).click();
    await page.getByText('En route vers 1 personne').waitFor();
    await page.locator('main .item').filter({ hasText: 'Grossiste Sandaga' }).waitFor();
    expect(phone.errors).toEqual([]);
  });

  it('of the list stays readable without a network, where making one says that it needs it', async () => {
    const page = phone.page();
    await openCompany(page);
    await made(page, 'Synthèse mensuelle');
    await prepared(page);
    await page.getByRole('link', { name: 'Retour' }).click();
    await page.locator('main .item').filter({ hasText: 'Prêt' }).waitFor();
    await phone.context().setOffline(true);
    await page.getByRole('button', { name: /^État de la connexion/ }).click();
    await page.getByText(/^Hors ligne\. Dernières données/).waitFor();
    expect(await page.locator('main .item').filter({ hasText: 'Prêt' }).count()).toBe(1);
    await page.getByRole('button', { name: 'Préparer', exact: true }).click();
    await page.getByRole('link', { name: /Synthèse mensuelle/ }).click();
    await page.getByText(/^Préparer un rapport demande du réseau/).waitFor();
    expect(await page.getByRole('button', { name: 'Préparer', exact: true }).isDisabled()).toBe(true);
    await phone.context().setOffline(false);
    expect(phone.errors).toEqual([]);
  });
});

describe('a regular sending', () => {
  it('is there from the start for the month, another is added, changed, stopped and deleted', async () => {
    const page = phone.page();
    await openCompany(page);
    await page.goto(`${BASE_URL}/reports?view=schedules`);
    const month = page.locator('main .item').filter({ hasText: 'Synthèse mensuelle' });
    await month.getByText('Chaque mois, le 1er à 07:00').waitFor();
    await month.getByText('À Awa Ndiaye').waitFor();
    expect(await axe(page)).toEqual([]);

    await page.getByRole('button', { name: 'Nouvel envoi' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Quel rapport').selectOption('stock_inventory');
    await dialog.getByLabel('Quand').selectOption('weekly');
    await dialog.getByLabel('Le', { exact: true }).selectOption('5');
    await dialog.getByLabel('À', { exact: true }).selectOption('18');
    expect(await axe(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Enregistrer' }).click();
    const stock = page.locator('main .item').filter({ hasText: 'Inventaire du stock' });
    await stock.getByText('Chaque samedi à 18:00').waitFor();

    await stock.getByRole('button', { name: /^Modifier|Inventaire/ }).click();
    await dialog.getByLabel('Quand').selectOption('daily');
    await dialog.getByRole('button', { name: 'Enregistrer' }).click();
    await stock.getByText('Chaque jour à 18:00').waitFor();

    await stock.getByText(/^Prochain/).waitFor();
    await stock.getByRole('switch').click();
    await stock.getByText(/^Prochain/).waitFor({ state: 'hidden' });

    await stock.getByRole('button', { name: /^Modifier|Inventaire/ }).click();
    await dialog.getByRole('button', { name: 'Supprimer' }).click();
    await page.getByRole('button', { name: 'Oui, supprimer' }).click();
    await stock.waitFor({ state: 'detached' });
    expect(phone.errors).toEqual([]);
  });
});
