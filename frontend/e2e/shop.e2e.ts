import { describe, expect, it } from 'vitest';
import { BASE_URL } from './browser.ts';
import { addProduct, openCompany } from './company.ts';
import { withPhone } from './harness.ts';

const phone = withPhone();

describe('a shop', () => {
  it('sells from its shelf and sees it on the dashboard', async () => {
    const page = phone.page();
    await openCompany(page);
    await addProduct(page, 'Riz parfumé 25 kg', '12 500', '10');
    await page.getByText('10 pièces').first().waitFor();

    await page.goto(`${BASE_URL}/sales/new`);
    await page.getByRole('combobox', { name: 'Ajouter un produit' }).fill('riz');
    await page.getByRole('option', { name: /Riz parfumé/ }).click();
    await page.getByRole('button', { name: 'Un de plus : Riz parfumé 25 kg' }).click();
    await page.getByRole('button', { name: /Encaisser 25\s000\sF/ }).click();
    await page.getByText(/Vente de 25\s000\sF enregistrée/).waitFor();

    await page.goto(BASE_URL);
    await page.locator('.hero').getByText(/25\s000\sF/).first().waitFor();
    await page.goto(`${BASE_URL}/products`);
    await page.getByText('8 pièces').first().waitFor();
    expect(phone.errors).toEqual([]);
  });

  it('takes a return and cancels a sale, and the shelf follows', async () => {
    const page = phone.page();
    await openCompany(page);
    await addProduct(page, 'Savon Madar', '500', '20');
    for (const count of [4, 2]) {
      await page.goto(`${BASE_URL}/sales/new`);
      await page.getByRole('combobox', { name: 'Ajouter un produit' }).fill('savon');
      await page.getByRole('option', { name: /Savon/ }).click();
      await page.getByRole('textbox', { name: 'Quantité de Savon Madar' }).fill(String(count));
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: /Encaisser/ }).click();
      await page.getByText(/enregistrée/).waitFor();
    }
    await page.goto(`${BASE_URL}/sales`);
    await page.getByRole('link').filter({ hasText: /2\s000\sF/ }).click();
    await page.getByRole('button', { name: 'Faire un retour' }).click();
    await page.getByRole('dialog').getByLabel('Savon Madar').fill('1');
    await page.getByRole('dialog').getByRole('button', { name: 'Enregistrer le retour' }).click();
    await page.getByText('Retour enregistré').waitFor();

    await page.goto(`${BASE_URL}/sales`);
    await page.getByRole('link').filter({ hasText: /1\s000\sF/ }).click();
    await page.getByRole('button', { name: 'Annuler la vente' }).click();
    await page.getByRole('dialog').getByLabel('Motif').fill('Erreur de caisse');
    await page.getByRole('dialog').getByRole('button', { name: 'Annuler la vente' }).click();
    await page.getByText('Vente annulée').waitFor();

    await page.goto(`${BASE_URL}/products`);
    await page.getByText('17 pièces').first().waitFor();
  });
});
