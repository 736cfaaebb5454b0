import { describe, expect, it } from 'vitest';
import { BASE_URL } from './browser.ts';
import { openCompany } from './company.ts';
import { withPhone } from './harness.ts';

const phone = withPhone();

const PRODUCTS = [
  'Référence;Désignation;Catégorie;Prix de vente;Prix d’achat;Stock',
  'RIZ25;Riz parfumé 25 kg;Épicerie;12 500 F;10 900 F;40',
  'HUI5;Huile 5 L;Épicerie;6 750 F;5 900 F;12,5',
  ';;Épicerie;gratuit;;',
  ...Array.from({ length: 200 }, (_, index) => `ART${index};Article ${index};Divers;${1000 + index} F;${800 + index};5`),
].join('\n');

describe('an import', () => {
  it('checks a file, records it, and takes it all back', async () => {
    const page = phone.page();
    await openCompany(page);
    await page.goto(`${BASE_URL}/imports/new`);
    const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/api/v1/imports'));
    await page.locator('input[type=file]').setInputFiles({ name: 'catalogue.csv', mimeType: 'text/csv', buffer: Buffer.from(PRODUCTS) });
    const body = (await sent).postDataBuffer();
    if (body) expect(body.length).toBeLessThan(PRODUCTS.length / 2);

    await page.getByRole('button', { name: /Importer 202 lignes/ }).click({ timeout: 30_000 });
    await page.getByText('202 lignes importées.').waitFor({ timeout: 30_000 });
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: /Télécharger 1 ligne refusée/ }).click();
    expect((await download).suggestedFilename()).toBe('catalogue-rejets.csv');

    await page.goto(`${BASE_URL}/products?search=riz`);
    await page.getByRole('link', { name: /Riz parfumé/ }).filter({ hasText: /40/ }).waitFor();

    await page.goto(`${BASE_URL}/imports`);
    await page.getByRole('link', { name: /catalogue\.csv/ }).click();
    await page.getByRole('button', { name: 'Annuler cet import' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Annuler cet import' }).click();
    await page.getByText(/Import annulé/).waitFor({ timeout: 30_000 });
    await page.goto(`${BASE_URL}/products`);
    await page.getByText('Commençons par vos produits').waitFor();
    expect(phone.errors).toEqual([]);
  });
});
