import type { APIRequestContext, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { BASE_URL } from './browser.ts';
import { elsewhere, openCompany } from './company.ts';
import { withPhone } from './harness.ts';
import { mirrored, settle, workerReady } from './screens.ts';

const phone = withPhone();

/** What follows a movement comes by itself, over the worker and the live stream. */
const SOON = { timeout: 40_000 };

type Shelf = { api: APIRequestContext; move: (type: 'ENTRY' | 'EXIT', quantity: number) => Promise<void>; supplier: string };

/** A shop with one product of one supplier: minimum 3, five on the shelf. */
async function shop(page: Page): Promise<Shelf> {
  const api = await elsewhere(await openCompany(page));
  const made = async (path: string, data: object): Promise<{ id: string }> => (await api.post(`/api/v1/${path}`, { data })).json();
  const supplier = await made('suppliers', { name: 'Grossiste Sandaga' });
  const product = await made('products', { name: 'Riz brisé 25 kg', sale_price: 12500, min_stock: 3, unit: 'sac', supplier_id: supplier.id });
  const move = async (type: 'ENTRY' | 'EXIT', quantity: number) => {
    const answer = await api.post('/api/v1/stock/movements', { data: { product_id: product.id, type, quantity } });
    expect(answer.status()).toBe(201);
  };
  await move('ENTRY', 5);
  return { api, move, supplier: supplier.id };
}

const alert = (page: Page, words: RegExp) => page.getByRole('link', { name: words });

describe('alerts', () => {
  it('come by themselves when a shelf runs empty, and an order answers them', async () => {
    const page = phone.page();
    const { api, move } = await shop(page);
    await page.goto(`${BASE_URL}/alerts`);
    await page.getByRole('heading', { name: 'Tout va bien' }).waitFor();
    await page.getByText('Il ne reste plus rien').waitFor();

    await move('EXIT', 3);
    await alert(page, /Riz brisé 25 kg.*Reste 2\ssacs, minimum 3.*Grossiste Sandaga/).waitFor(SOON);
    await move('EXIT', 2);
    await alert(page, /Riz brisé 25 kg.*Rupture/).waitFor(SOON);
    // The rupture says what low stock said.
    await alert(page, /minimum 3/).waitFor({ state: 'hidden' });

    await page.getByRole('checkbox', { name: /Choisir : Riz brisé 25 kg, Rupture/ }).check();
    await page.getByText('1 alerte choisie').waitFor();
    await page.getByRole('button', { name: 'Commander' }).click();
    const dialog = page.getByRole('dialog', { name: '1 commande préparée' });
    await dialog.getByRole('link', { name: /Grossiste Sandaga.*1 produit/ }).click();
    await page.waitForURL((url) => url.pathname.startsWith('/orders/'));
    await page.getByText('Riz brisé 25 kg').first().waitFor();

    await page.goto(`${BASE_URL}/alerts?state=acknowledged`);
    await alert(page, /Riz brisé 25 kg.*Rupture/).click();
    await page.getByText('Commande préparée').waitFor();
    await page.getByRole('link', { name: 'Voir la commande' }).first().waitFor();

    // Goods arrive: it is over, and nobody has to say so.
    await move('ENTRY', 20);
    await page.getByText('Terminée').first().waitFor(SOON);
    await page.goto(`${BASE_URL}/alerts`);
    await page.getByRole('heading', { name: 'Tout va bien' }).waitFor(SOON);
    await api.dispose();
    expect(phone.errors).toEqual([]);
  });

  it('are put off by whom they come too early, and what happened is kept', async () => {
    const page = phone.page();
    const { api, move } = await shop(page);
    await move('EXIT', 5);
    await page.goto(`${BASE_URL}/alerts`);
    await alert(page, /Riz brisé 25 kg.*Rupture/).click(SOON);
    await page.getByText('Règle « Rupture de stock » : il ne reste plus rien').waitFor();
    await page.getByRole('button', { name: 'Reporter' }).click();
    await page.getByRole('dialog').getByText('3 jours').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Reporter' }).click();
    await page.locator('.notice').getByText(/Reportée jusqu’au/).waitFor();

    await page.goto(`${BASE_URL}/alerts/history`);
    await page.getByRole('link', { name: /Riz brisé 25 kg.*Reportée jusqu’au.*Awa Ndiaye/ }).waitFor();
    await page.getByRole('button', { name: 'Filtrer' }).click();
    await page.getByLabel('Ce qui s’est passé').selectOption('fired');
    await page.getByRole('link', { name: /Riz brisé 25 kg.*Déclenchée/ }).first().waitFor();
    await page.getByRole('link', { name: /Reportée/ }).waitFor({ state: 'hidden' });
    await api.dispose();
    expect(phone.errors).toEqual([]);
  });

  it('follow rules that the shop writes, tries and takes away', async () => {
    const page = phone.page();
    const { api } = await shop(page);
    await page.goto(`${BASE_URL}/alerts/rules`);
    await page.getByRole('link', { name: 'Nouvelle règle' }).click();
    await page.getByRole('link', { name: /Stock faible/ }).click();
    await mirrored(page, 'product', 1);
    await page.getByLabel('Seuil').fill('8');
    await page.getByLabel('Nom de la règle').fill('Le riz avant tout');
    await page.getByText('Certains produits').click();
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Choisissez au moins un produit.').waitFor();
    await page.getByRole('combobox', { name: 'Ajouter un produit' }).fill('riz');
    await page.getByRole('option', { name: /Riz brisé/ }).click();
    await page.getByText('Tout de suite').click();
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    const row = page.getByRole('listitem').filter({ hasText: 'Le riz avant tout' });
    await row.getByText('Il reste 8 unités ou moins · 1 produit').waitFor();
    // It is so already.
    await row.getByText('1 en cours').waitFor(SOON);

    await row.getByRole('switch').click();
    await row.getByText('1 en cours').waitFor({ state: 'hidden' });
    await row.getByRole('button', { name: 'Modifier Le riz avant tout' }).click();
    await page.getByRole('button', { name: 'Envoyer un essai' }).click();
    await page.getByText(/Essai envoyé, à vous seul\. 1 alerte/).waitFor();
    // It also comes as news, above the foot of the page, and goes.
    await page.locator('.toast').first().waitFor();
    await page.locator('.toast').first().waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Supprimer la règle' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Supprimer' }).click();
    await page.getByText('Règle supprimée').waitFor();
    await row.waitFor({ state: 'hidden' });

    await page.getByLabel('Heure du message du matin').fill('06:45');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Réglages enregistrés').waitFor();
    await page.reload();
    // The device's copy stands there first, what the server says follows.
    await expect.poll(() => page.getByLabel('Heure du message du matin').inputValue()).toBe('06:45');
    await api.dispose();
    expect(phone.errors).toEqual([]);
  });

  it('stay readable without network, with their age, and answering says that it needs one', async () => {
    const page = phone.page();
    const { api, move } = await shop(page);
    await move('EXIT', 5);
    await page.goto(`${BASE_URL}/alerts`);
    await alert(page, /Riz brisé 25 kg.*Rupture/).waitFor(SOON);
    await settle(page);
    await workerReady(page, ['AlertsPage']);
    await page.context().setOffline(true);
    await page.reload();
    await alert(page, /Riz brisé 25 kg.*Rupture/).waitFor();
    await page.getByText(/Hors ligne\. Dernières données/).waitFor();
    await page.getByRole('checkbox', { name: /Choisir : Riz/ }).check();
    await page.getByText('Pour répondre, il faut du réseau.').waitFor();
    expect(await page.getByRole('button', { name: 'Plus tard' }).isDisabled()).toBe(true);
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Plus tard' }).click();
    await page.getByText('Alerte reportée').waitFor();
    await api.dispose();
    expect(phone.errors).toEqual([]);
  });
});
