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

  it('sees which goods expire, written down without a network', async () => {
    const page = phone.page();
    await openCompany(page);
    await addProduct(page, 'Lait en poudre 400 g', '2 500', '2');
    const product = new URL(page.url()).pathname;
    const [soon, later] = [dayIn(10), dayIn(200)];
    await page.goto(`${BASE_URL}/receive`);
    await page.getByRole('combobox', { name: 'Ajouter un produit' }).fill('lait');
    await page.getByRole('option', { name: /Lait en poudre/ }).click();
    await phone.context().setOffline(true);
    await page.getByLabel(/Quantité arrivée de Lait/).fill('6');
    await page.getByRole('button', { name: 'Péremption de Lait en poudre 400 g', exact: true }).click();
    await page.getByLabel('Date de péremption de Lait en poudre 400 g').fill(soon);
    await page.getByLabel('Numéro de lot de Lait en poudre 400 g').fill('L-77');
    await page.getByRole('button', { name: 'Mettre 1 produit en stock' }).click();
    await page.getByText('Réception enregistrée').waitFor();
    await phone.context().setOffline(false);
    await page.getByRole('link', { name: /non envoyée/ }).waitFor({ state: 'hidden' });

    await page.goto(`${BASE_URL}${product}`);
    await page.getByRole('button', { name: 'Entrée' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Quantité').fill('4');
    await dialog.getByRole('button', { name: 'Ajouter une date de péremption' }).click();
    await dialog.getByLabel('Date de péremption').fill(later);
    await dialog.getByRole('button', { name: 'Enregistrer' }).click();
    const dates = page.getByRole('region', { name: 'Dates de péremption' });
    await dates.getByText('Dans 10 jours').waitFor();
    await dates.getByText('pas encore envoyé').waitFor({ state: 'hidden' });
    expect(await dates.getByRole('listitem').allInnerTexts()).toEqual([expect.stringMatching(/lot L-77\n6\spièces/), expect.stringMatching(/4\spièces/)]);

    // The date was read wrongly.
    await dates.getByRole('button').first().click();
    await dialog.getByLabel('Date de péremption').fill(dayIn(-1));
    await dialog.getByRole('button', { name: 'Enregistrer' }).click();
    await dates.getByText('Périmé').waitFor();
    expect(phone.errors).toEqual([]);
  });
});

/** A day from today on, as packs and fields write it. */
const dayIn = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
