import { describe, expect, it } from 'vitest';
import { BASE_URL } from './browser.ts';
import { addProduct, openCompany } from './company.ts';
import { withPhone } from './harness.ts';
import { mirrored, sellOne, workerReady } from './screens.ts';

const phone = withPhone();
/** What must be on the phone before the network goes, whether it was looked at or not. */
const COUNTER = ['NewSalePage', 'SalePage', 'SalesPage', 'QueuePage', 'LoginPage'];

describe('a shop without network', () => {
  it('sells, loses the page, and everything arrives once when the network returns', async () => {
    const page = phone.page();
    await openCompany(page);
    await addProduct(page, 'Riz parfumé 25 kg', '12 500', '10');
    await page.goto(`${BASE_URL}/sales/new`);
    await workerReady(page, COUNTER);
    await mirrored(page, 'product', 1);
    await page.goto(`${BASE_URL}/products`);
    await page.getByText('10 pièces').first().waitFor();
    await page.goto(`${BASE_URL}/sales/new`);

    await phone.context().setOffline(true);
    for (let count = 0; count < 3; count += 1) await sellOne(page, 'riz', /Encaisser 12\s500\sF/);
    await page.getByText('Enregistrée sur ce téléphone').waitFor();
    await page.getByRole('link', { name: '3 non envoyées' }).waitFor();

    // A basket begun survives the death of the page.
    await page.getByRole('combobox', { name: 'Ajouter un produit' }).fill('RIZ');
    await page.getByRole('option', { name: /Riz parfumé.*7\spièces/ }).click();
    await page.goto('about:blank');
    await page.goto(`${BASE_URL}/sales/new`);
    await page.getByRole('button', { name: 'Un de plus : Riz parfumé 25 kg' }).waitFor();

    await page.goto(`${BASE_URL}/products`);
    await page.getByText('7 pièces').first().waitFor();
    await page.goto(`${BASE_URL}/sales`);
    await page.getByText('Pas encore envoyées').waitFor();
    expect(await page.getByText('Enregistrée sur ce téléphone').count()).toBe(3);

    await phone.context().setOffline(false);
    await page.getByRole('link', { name: /non envoyée/ }).waitFor({ state: 'hidden' });
    await page.goto(`${BASE_URL}/envois`);
    await page.getByText('Tout est envoyé').waitFor();
    for (const number of ['V-000001', 'V-000002', 'V-000003']) await page.getByText(`Envoyée, n° ${number}`).waitFor();
    await page.goto(`${BASE_URL}/products`);
    await page.getByText('7 pièces').first().waitFor();
    expect(phone.errors).toEqual([]);
  });

  it('makes a customer, sells to them, takes a part back and cancels, all before the server hears of it', async () => {
    const page = phone.page();
    await openCompany(page);
    await addProduct(page, 'Savon Madar', '500', '20');
    await page.goto(`${BASE_URL}/sales/new`);
    await workerReady(page, COUNTER);
    await mirrored(page, 'product', 1);
    await phone.context().setOffline(true);

    await page.getByRole('combobox', { name: 'Client' }).fill('Fatou Diop');
    await page.getByRole('option', { name: 'Ajouter « Fatou Diop »' }).click();
    await page.getByText('À crédit').click();
    await page.getByRole('combobox', { name: 'Ajouter un produit' }).fill('savon');
    await page.getByRole('option', { name: /Savon/ }).click();
    await page.getByRole('textbox', { name: 'Quantité de Savon Madar' }).fill('4');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /Encaisser 2\s000\sF/ }).click();
    await page.getByText(/Vente de 2\s000\sF enregistrée/).waitFor();
    await page.getByRole('link', { name: 'Voir' }).click();
    await page.getByRole('button', { name: 'Faire un retour' }).click();
    await page.getByRole('dialog').getByLabel('Savon Madar').fill('1');
    await page.getByRole('dialog').getByRole('button', { name: 'Enregistrer le retour' }).click();
    await page.getByText('Retour enregistré').waitFor();
    await page.getByText(/1 rendu/).waitFor();

    await sellOne(page, 'savon', /Encaisser 500\sF/, true);
    await page.getByRole('link', { name: 'Voir' }).click();
    await page.getByRole('button', { name: 'Annuler la vente' }).click();
    await page.getByRole('dialog').getByLabel('Motif').fill('Erreur');
    await page.getByRole('dialog').getByRole('button', { name: 'Annuler la vente' }).click();
    await page.getByText('Annulée').first().waitFor();
    await page.getByRole('link', { name: '5 non envoyées' }).waitFor();

    await phone.context().setOffline(false);
    await page.getByRole('link', { name: /non envoyée/ }).waitFor({ state: 'hidden' });
    await page.goto(`${BASE_URL}/products`);
    await page.getByText('17 pièces').first().waitFor();
    await page.goto(`${BASE_URL}/customers`);
    await page.getByText('Fatou Diop').first().waitFor();
    expect(phone.errors).toEqual([]);
  });

  it('asks before it signs out with unsent work, and keeps what is left locked for the same person', async () => {
    const page = phone.page();
    const owner = await openCompany(page);
    await addProduct(page, 'Thé vert', '300', '5');
    await page.goto(`${BASE_URL}/settings`);
    await page.locator('h1').waitFor();
    await page.goto(`${BASE_URL}/sales/new`);
    await workerReady(page, COUNTER);
    await mirrored(page, 'product', 1);
    await phone.context().setOffline(true);
    await sellOne(page, 'the', /Encaisser 300\sF/);
    await page.goto(`${BASE_URL}/settings`);
    await page.getByRole('button', { name: 'Se déconnecter' }).click();
    await page.getByRole('button', { name: 'Envoyer, puis se déconnecter' }).click();
    await page.getByText('Il reste 1 opération non envoyée').waitFor();
    await page.getByRole('button', { name: 'La laisser verrouillée ici' }).click();
    await page.getByRole('heading', { name: 'Connexion' }).waitFor();
    const names = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name!));
    expect(names.filter((name) => /^digiboost:/.test(name))).toHaveLength(1);
    expect(names.some((name) => name.endsWith(':queue'))).toBe(true);

    await phone.context().setOffline(false);
    await page.getByLabel('Adresse e-mail').fill(owner.email);
    await page.getByLabel('Mot de passe', { exact: true }).fill(owner.password);
    await page.getByRole('button', { name: 'Se connecter' }).click();
    await page.getByRole('heading', { name: 'Paramètres' }).waitFor();
    await page.goto(`${BASE_URL}/sales`);
    await page.getByText(/300\sF/).first().waitFor();
    await page.goto(`${BASE_URL}/envois`);
    await page.getByText('Envoyée, n° V-000001').waitFor();
    expect(phone.errors).toEqual([]);
  });
});
