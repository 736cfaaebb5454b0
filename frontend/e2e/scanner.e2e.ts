import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { ean13 } from '../src/testing/ean13.ts';
import { axe, measure } from './accessibility.ts';
import { BASE_URL } from './browser.ts';
import { cameraThatShows } from './camera.ts';
import { addProduct, openCompany } from './company.ts';
import { withPhone } from './harness.ts';

const SHOWN = ean13('604500000001');
const TYPED = ean13('301776025051');
const phone = withPhone(() => cameraThatShows(SHOWN));

async function withBarcode(page: Page, name: string, barcode: string): Promise<void> {
  await addProduct(page, name, '2 000', '10');
  await page.goto(`${page.url()}/edit`);
  await page.getByLabel('Code-barres').fill(barcode);
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.waitForURL((url) => !url.pathname.endsWith('/edit'));
}

/** As a scanner in keyboard mode does: digits a few milliseconds apart, then Enter. */
async function wedge(page: Page, code: string): Promise<void> {
  await page.keyboard.type(code, { delay: 2 });
  await page.keyboard.press('Enter');
}

describe('scanning', () => {
  it('puts what the camera sees into the basket, with our own reader', async () => {
    const page = phone.page();
    await openCompany(page);
    await withBarcode(page, 'Sucre en poudre 1 kg', SHOWN);
    await page.goto(`${BASE_URL}/sales/new`);
    expect(await page.evaluate(() => 'BarcodeDetector' in globalThis)).toBe(false);
    const reader = page.waitForResponse((response) => /\/assets\/barcode-/.test(response.url()));
    await page.getByRole('button', { name: 'Scanner' }).click();
    expect((await reader).ok()).toBe(true);
    await page.getByRole('dialog').getByText('Sucre en poudre 1 kg : ajouté').waitFor();
    expect(await axe(page)).toEqual([]);
    expect(await measure(page)).toEqual([]);
    // Used once, kept from then on; nobody else has it.
    await page.waitForFunction(async () => (await (await caches.open('digiboost-assets')).keys()).some(({ url }) => url.includes('/assets/barcode-')));
    await page.getByRole('button', { name: 'Terminé' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: /Encaisser 2\s000\sF/ }).waitFor();
    expect(phone.errors).toEqual([]);
  });

  it('finds a product from the list, and takes a typed code where the camera is refused', async () => {
    const page = phone.page();
    await openCompany(page);
    await withBarcode(page, 'Lait caillé', TYPED);
    await page.addInitScript(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('refused', 'NotAllowedError'));
    });
    await page.goto(`${BASE_URL}/products`);
    await page.getByRole('button', { name: 'Scanner' }).click();
    const sheet = page.getByRole('dialog');
    await sheet.getByText('La caméra est refusée').waitFor();
    expect(await axe(page)).toEqual([]);
    await sheet.getByLabel('Ou tapez le code').fill('4006381333931');
    await sheet.getByRole('button', { name: 'Chercher' }).click();
    await sheet.getByText('Aucun produit n’a le code 4006381333931.').waitFor();
    await sheet.getByLabel('Ou tapez le code').fill(TYPED);
    await sheet.getByRole('button', { name: 'Chercher' }).click();
    await page.getByRole('heading', { name: 'Lait caillé', level: 1 }).waitFor();
    expect(phone.errors).toEqual([]);
  });

  it('takes a hardware scanner, in the box and beside it', async () => {
    const page = phone.page();
    await openCompany(page);
    await withBarcode(page, 'Savon Madar', TYPED);
    await addProduct(page, 'Aaa, le premier de la liste', '9 000', '1');
    await page.goto(`${BASE_URL}/sales/new`);
    const box = page.getByRole('combobox', { name: 'Ajouter un produit' });
    await box.click();
    await page.getByRole('option').first().waitFor();
    await wedge(page, TYPED);
    await page.getByRole('button', { name: /Encaisser 2\s000\sF/ }).waitFor();
    expect(await box.inputValue()).toBe('');
    await box.blur();
    await wedge(page, TYPED);
    await page.getByRole('button', { name: /Encaisser 4\s000\sF/ }).waitFor();
    await wedge(page, '4006381333931');
    await page.getByText('Aucun produit n’a le code 4006381333931.').waitFor();
    expect(phone.errors).toEqual([]);
  });
});
